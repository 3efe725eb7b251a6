import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'store.uri';

/** Leaves the connection string of a running store in its folder, for the commands that take care of it. */
export function publishAddress(directory: string, uri: string): void {
  writeFileSync(join(directory, FILE), `${uri}\n`, { mode: 0o600 });
}

export function withdrawAddress(directory: string): void {
  rmSync(join(directory, FILE), { force: true });
}

/** The connection string of the store that uses the folder, undefined when none left one. */
export function readAddress(directory: string): string | undefined {
  try {
    return readFileSync(join(directory, FILE), 'utf8').trim();
  } catch {
    return undefined;
  }
}
