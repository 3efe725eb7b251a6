import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKv } from '../../src/store/embedded/kv/open.ts';
import { createEngine, type Engine, type EngineOptions } from '../../src/store/embedded/store/engine.ts';

export interface TemporaryEngine {
  readonly engine: Engine;
  readonly directory: string;
  remove(): Promise<void>;
}

/** An engine without a server in a folder of its own. */
export function openTemporaryEngine(options: EngineOptions = {}): TemporaryEngine {
  const directory = mkdtempSync(join(tmpdir(), 'okno-engine-'));
  const engine = createEngine(openKv(directory), options);
  return {
    engine,
    directory,
    async remove() {
      await engine.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
