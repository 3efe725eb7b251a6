import type { Document } from 'bson';
import { CommandError } from '../errors.ts';
import type { Engine } from '../store/engine.ts';
import { TOO_LONG } from '../store/modify.ts';
import type { CommandRequest } from './context.ts';

const MAX_BATCH = 100_000;
const CHUNK_MILLISECONDS = 10;
const CLOCK_EVERY = 8;

/** The statements of a write command as raw BSON; throws 40414, 14 or 16. */
export function checkBatch({ command, name }: CommandRequest, field: string): readonly Buffer[] {
  const statements: unknown = command[field];
  if (statements === undefined) {
    throw new CommandError(40414, `BSON field '${name}.${field}' is missing but a required field`);
  }
  if (!Array.isArray(statements) || statements.some((statement) => !(statement instanceof Uint8Array))) {
    throw new CommandError(14, `BSON field '${name}.${field}' is the wrong type, expected type 'array'`);
  }
  if (statements.length === 0 || statements.length > MAX_BATCH) {
    throw new CommandError(
      16,
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${statements.length} operations.`,
    );
  }
  return statements as readonly Buffer[];
}

/** One statement of a write command. */
export interface Statement<T> {
  /** Runs inside a write transaction; TOO_LONG, with nothing changed, when it needs `slowly`. */
  now(): T | typeof TOO_LONG;
  /** Runs in transactions of its own. */
  slowly?(): Promise<T>;
}

export interface BatchResult<T> {
  /** Results by position; refused statements have none. */
  readonly results: ReadonlyMap<number, T>;
  readonly writeErrors: readonly Document[];
}

interface Chunk<T> {
  readonly next: number;
  readonly results: readonly (readonly [number, T])[];
  readonly errors: readonly Document[];
  readonly slow: boolean;
}

function writeError(index: number, { code, message, details }: CommandError): Document {
  return { index, code, ...details, errmsg: message };
}

/**
 * Runs statement after statement inside write transactions, as many in one as fit into a short time. A refused
 * statement becomes a write error and ends an ordered batch.
 */
export async function runBatch<T>(
  engine: Engine,
  statements: readonly Statement<T>[],
  ordered: boolean,
): Promise<BatchResult<T>> {
  const results = new Map<number, T>();
  const writeErrors: Document[] = [];
  for (let at = 0; at < statements.length; ) {
    const start = at;
    const chunk = await engine.writer.run(
      () => runChunk(statements, start, ordered),
      statements.length - start,
    );
    for (const [position, result] of chunk.results) results.set(position, result);
    writeErrors.push(...chunk.errors);
    at = chunk.next;
    if (!chunk.slow) continue;
    try {
      const result = await statements[at]?.slowly?.();
      if (result !== undefined) results.set(at, result);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      writeErrors.push(writeError(at, error));
      if (ordered) break;
    }
    at += 1;
  }
  return { results, writeErrors };
}

function runChunk<T>(statements: readonly Statement<T>[], start: number, ordered: boolean): Chunk<T> {
  const errors: Document[] = [];
  const results: [number, T][] = [];
  const deadline = performance.now() + CHUNK_MILLISECONDS;
  let at = start;
  for (; at < statements.length; at++) {
    if (at > start && at % CLOCK_EVERY === 0 && performance.now() > deadline) break;
    try {
      const result = (statements[at] as Statement<T>).now();
      if (result === TOO_LONG) return { next: at, results, errors, slow: true };
      results.push([at, result]);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      errors.push(writeError(at, error));
      if (ordered) return { next: statements.length, results, errors, slow: false };
    }
  }
  return { next: at, results, errors, slow: false };
}
