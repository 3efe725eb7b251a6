import type { Document } from 'bson';
import type { Engine } from '../store/engine.ts';

/** One command as it arrived. */
export interface CommandRequest {
  readonly name: string;
  /** Promoted values; `documents`, `updates` and `deletes` are raw BSON. */
  readonly command: Document;
  /** The same bytes, to be decoded with types kept. */
  readonly body: Buffer;
  readonly database: string;
  readonly connectionId: number;
}

/** Answers with the reply's fields, `ok` left out, or with a finished BSON document. */
type CommandHandler = (
  engine: Engine,
  request: CommandRequest,
) => Promise<Document | Buffer> | Document | Buffer;

export interface CommandDefinition {
  readonly run: CommandHandler;
  /** Fields the command understands, besides the general ones; anything else is refused with 40415. */
  readonly fields: readonly string[];
  /** Only on the `admin` database. */
  readonly admin?: boolean;
}
