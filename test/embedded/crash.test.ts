import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crashRounds } from './crash/rounds.ts';

const ROOT = join(import.meta.dirname, '../..');

test('a store whose process is killed while it writes keeps all it acknowledged', async () => {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-b', join(ROOT, 'test/embedded/crash')]);
  const directory = mkdtempSync(join(tmpdir(), 'okno-crash-'));
  const result = await crashRounds({
    directory,
    program: join(ROOT, 'dist/test/embedded/crash/write-until-killed.js'),
    rounds: 3,
    acknowledgements: [50, 400],
  });
  rmSync(directory, { recursive: true });
  expect(result.problems).toEqual([]);
  expect(result.acknowledged).toBeGreaterThanOrEqual(150);
}, 120_000);
