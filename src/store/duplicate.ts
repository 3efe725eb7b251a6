import { HouseError } from '../errors.ts';

/** Whether a unique index refused a write (E11000), alone or among others of a bulk. */
export function isDuplicate(error: unknown): boolean {
  return codeOf(error) === 11_000;
}

/** Indexes of a bulk's operations that a unique index refused; empty when another error is among them. */
export function duplicatesOf(error: unknown): Set<number> | null {
  const failed = writeErrorsOf(error);
  if (failed.length === 0) return null;
  const refused = new Set<number>();
  for (const { code, index } of failed) {
    if (code !== 11_000) return null;
    refused.add(index);
  }
  return refused;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}

function writeErrorsOf(error: unknown): { code: number; index: number }[] {
  if (typeof error !== 'object' || error === null || !('writeErrors' in error)) return [];
  const list = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  return list as { code: number; index: number }[];
}

/** Whether the store is away, full or restarting rather than unwilling: the same write may succeed later. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Our own word for what took too long; with a field it is about something else that is missing.
  if (error instanceof HouseError) return error.code === 'unavailable' && error.field === undefined;
  if (
    /^Mongo(?:Network|ServerSelection|NotConnected|TopologyClosed|WaitQueue|PoolCleared|ExpiredSession)/.test(
      error.name,
    )
  ) {
    return true;
  }
  const code = codeOf(error);
  return typeof code === 'number' && TRANSIENT.has(code);
}

/**
 * Codes of MongoDB's error_codes.yml: HostUnreachable, HostNotFound, NetworkTimeout, ShutdownInProgress,
 * PrimarySteppedDown, NotWritablePrimary, InterruptedAtShutdown and relatives, OutOfDiskSpace.
 */
const TRANSIENT: ReadonlySet<number> = new Set([6, 7, 89, 91, 189, 10107, 11600, 11602, 13435, 13436, 14031]);
