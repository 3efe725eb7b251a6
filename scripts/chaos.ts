import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crashRounds } from '../test/embedded/crash/rounds.ts';

/** Enough rounds for 100,000 acknowledged writes at the usual pace of a round. */
const ROUNDS = Number(process.argv[2] ?? 60);

const directory = await mkdtemp(join(tmpdir(), 'okno-chaos-'));
const result = await crashRounds({
  directory,
  rounds: ROUNDS,
  onRound: (round, acknowledged) => {
    process.stderr.write(`round ${round + 1} of ${ROUNDS}: ${acknowledged} writes acknowledged so far\n`);
  },
});
await rm(directory, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
process.exitCode = result.problems.length === 0 ? 0 : 1;
