import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crashRounds } from '../test/embedded/crash/rounds.ts';

const USAGE = `Usage: npm run chaos                  the store killed in rounds, then every scenario in its long form
       npm run chaos -- store [rounds]  the store alone
       npm run chaos -- <words>         the scenarios whose file names contain one of the words`;

/** Enough rounds for 100,000 acknowledged writes at the usual pace of a round. */
const ROUNDS = 60;
/** What has a long form: scenarios, whatever feeds damaged payloads to a channel, and screens on a line with faults. */
const LONG = ['test/scenarios', 'fuzz', 'contract', 'test/web/screen'];

const [what = 'all', ...more] = process.argv.slice(2);
if (what === '--help') process.stdout.write(`${USAGE}\n`);
else {
  const store = what === 'all' || what === 'store' ? await killStore(Number(more[0] ?? ROUNDS)) : true;
  const scenarios = what === 'store' ? true : runScenarios(what === 'all' ? LONG : [what, ...more]);
  process.exitCode = store && scenarios ? 0 : 1;
}

async function killStore(rounds: number): Promise<boolean> {
  const directory = await mkdtemp(join(tmpdir(), 'okno-chaos-'));
  const result = await crashRounds({
    directory,
    rounds,
    onRound: (round, acknowledged) => {
      process.stderr.write(`round ${round} of ${rounds}: ${acknowledged} writes acknowledged so far\n`);
    },
  });
  await rm(directory, { recursive: true, force: true });
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  return result.problems.length === 0;
}

function runScenarios(words: readonly string[]): boolean {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const ran = spawnSync(process.execPath, [vitest, 'run', '--testTimeout=7200000', ...words], {
    cwd: root,
    env: { ...process.env, OKNO_CHAOS: '1' },
    stdio: 'inherit',
  });
  return ran.status === 0;
}
