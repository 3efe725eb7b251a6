import { type Document, Long } from 'bson';
import { CommandError } from '../errors.ts';
import type { Engine } from '../store/engine.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';
import { cursorIdOf } from './get-more.ts';

function run(engine: Engine, { command }: CommandRequest): Document {
  const ids: unknown = command.cursors;
  if (!Array.isArray(ids)) throw new CommandError(14, "BSON field 'killCursors.cursors' must be an array");
  const cursorsKilled: Long[] = [];
  const cursorsNotFound: Long[] = [];
  for (const given of ids) {
    const id = cursorIdOf(given);
    (engine.cursors.remove(id) ? cursorsKilled : cursorsNotFound).push(Long.fromBigInt(id));
  }
  return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] };
}

export const killCursors: CommandDefinition = { run, fields: ['killCursors', 'cursors', 'comment'] };
