import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { prepare, root, tool } from './prepare.mjs';

prepare();
const steps = [
  ['types', () => tool('tsc', ['-b'])],
  ['lint and format', () => tool('biome', ['check', '--error-on-warnings'])],
  ['unused code', () => tool('knip', [])],
  [
    'tests',
    () => spawnSync(process.execPath, [join(root, 'scripts/test.mjs')], { stdio: 'inherit' }).status ?? 1,
  ],
];
const wrong = [];
for (const [name, step] of steps) {
  process.stderr.write(`\n== ${name}\n`);
  if (step() !== 0) wrong.push(name);
}
process.stderr.write(wrong.length === 0 ? '\nAll is well.\n' : `\nTo mend: ${wrong.join(', ')}.\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
