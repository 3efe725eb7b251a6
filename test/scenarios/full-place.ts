import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatch } from '../../src/store/embedded/commands/dispatch.ts';
import { openKv } from '../../src/store/embedded/kv/open.ts';
import { createEngine } from '../../src/store/embedded/store/engine.ts';
import { listenWire } from '../../src/store/embedded/wire/server.ts';
import { fillable } from '../embedded/fillable.ts';
import { fillDisk, freeDisk, onSmallDisk, smallDisks } from '../support/small-disk.ts';

/** Where a service can be started whose disk runs full on command. */
export interface FullPlace {
  env: Record<string, string>;
  inside: readonly string[];
  fill(pid: number): void;
  free(pid: number): void;
  close(): Promise<void>;
}

/** A real small disk; where the machine gives none, a database that refuses as one on a full disk does, and says so. */
export async function fullPlace(dataDir: string): Promise<FullPlace> {
  if (smallDisks) {
    return {
      // It is about the store in the data folder, wherever the other stories keep theirs.
      env: { MONGODB_URI: '' },
      inside: onSmallDisk(dataDir, 96),
      fill: (pid) => fillDisk(pid, dataDir),
      free: (pid) => freeDisk(pid, dataDir),
      close: async () => undefined,
    };
  }
  process.stderr.write('\n!! No small disk can be mounted here: the full disk is played by the database.\n');
  const dir = mkdtempSync(join(tmpdir(), 'okno-fillable-'));
  const { kv, full } = fillable(openKv(dir));
  const engine = createEngine(kv);
  const server = await listenWire({ port: 0 }, (request, id) => dispatch(engine, request, id));
  return {
    env: {
      MONGODB_URI: `mongodb://127.0.0.1:${server.port}/okno?directConnection=true`,
      OKNO_SECRET: 'a secret of at least thirty-two characters',
    },
    inside: [],
    fill: () => full(true),
    free: () => full(false),
    async close() {
      await server.close();
      await engine.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
