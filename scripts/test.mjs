import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { memoryFolder } from './memory-folder.mjs';
import { prepare, root, tool } from './prepare.mjs';

const PARTS = [
  { program: 'dovecot', package: 'dovecot-imapd', proves: 'the mail scenarios on a real IMAP server' },
  { program: 'redis-server', package: 'redis-server', proves: 'fan-out between processes' },
  { program: 'chromium', package: 'chromium', proves: 'the stories in a real browser' },
];

const inCi = process.env.CI === 'true' || process.env.CI === '1';
prepare();

const missing = PARTS.filter((part) => !onPath(part.program));
for (const part of missing) {
  process.stderr.write(
    `\n!! ${part.program} is not installed: tests that need it (${part.proves}) are skipped.` +
      `\n!! On Debian: apt-get install ${part.package}\n`,
  );
}

const memory = memoryFolder();
if (memory !== undefined) {
  process.env.TMPDIR = memory;
  // The tests hear it as well and end; what they had in memory is still given back.
  process.once('SIGINT', () => undefined);
}

const report = join(root, 'test-artifacts', 'results.json');
mkdirSync(join(root, 'test-artifacts'), { recursive: true });
rmSync(report, { force: true });
const code = tool('vitest', [
  'run',
  '--passWithNoTests',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);

if (memory !== undefined) rmSync(memory, { recursive: true, force: true });

const { passed, failed, skipped } = count();
const refused = inCi && skipped > 0;
if (refused) process.stderr.write(`\n${skipped} tests were skipped, which does not count as passing here.\n`);
const tail = skipped > 0 ? `, ${skipped} skipped` : '';
process.exitCode = code !== 0 || failed > 0 || refused ? 1 : 0;
process.stdout.write(`\n${passed} passed, ${failed} failed${tail}\n`);

/** A file that cannot even be loaded has no tests of its own and counts as one failure. */
function count() {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const broken = result.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const named = result.numFailedTests + broken;
  return {
    passed: result.numPassedTests,
    failed: named === 0 && code !== 0 ? 1 : named,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

function onPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.some((folder) => folder !== '' && existsSync(join(folder, program)));
}
