import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { verifyStore } from '../../../src/store/embedded/care/verify.ts';
import { openKv } from '../../../src/store/embedded/kv/open.ts';
import { claimDirectory } from '../../../src/store/embedded/lock.ts';
import { decodePlain } from '../../../src/store/embedded/store/decode.ts';
import { createEngine, type Engine } from '../../../src/store/embedded/store/engine.ts';
import { wholeRange } from '../../../src/store/embedded/store/key-codec.ts';
import { Journal } from './journal.ts';

export interface CrashOptions {
  /** A folder for the store; rounds go on with what the last one left. */
  readonly directory: string;
  /** The compiled `write-until-killed.js`; the one beside this file unless told. */
  readonly program?: string;
  readonly rounds: number;
  readonly writers?: number;
  /** A process is killed after so many acknowledgements: a random number between these. */
  readonly acknowledgements?: readonly [number, number];
  readonly onRound?: (round: number, acknowledged: number) => void;
}

export interface CrashResult {
  readonly rounds: number;
  readonly acknowledged: number;
  /** Lost or resurrected changes, wrong counters, index entries that differ from the documents. */
  readonly problems: readonly string[];
}

const PROGRAM = fileURLToPath(new URL('./write-until-killed.js', import.meta.url));

async function writeUntilKilled(options: CrashOptions, round: number, journal: Journal): Promise<void> {
  const { directory, program = PROGRAM, writers = 32, acknowledgements = [500, 3_700] } = options;
  const [least, most] = acknowledgements;
  const enough = journal.acknowledged + least + Math.random() * (most - least);
  const child = spawn(process.execPath, [program, directory, String(writers), String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    journal.read(text);
    if (journal.acknowledged >= enough) child.kill('SIGKILL');
  });
  await once(child, 'close');
  journal.end();
}

function itemsOf({ kv, catalog }: Engine): Map<string, number> {
  const collection = catalog.get('crash.items');
  if (collection === undefined) return new Map();
  const stored = kv.entries('docs', wholeRange(collection.id), Number.MAX_SAFE_INTEGER);
  return new Map(
    stored.map(({ value }) => {
      const { _id: id, v } = decodePlain(value);
      return [id as string, v as number];
    }),
  );
}

/**
 * Kills a writing process again and again with SIGKILL and compares what is stored with what it was told:
 * nothing acknowledged may be missing, every index must equal one built anew, every counter must be right.
 */
export async function crashRounds(options: CrashOptions): Promise<CrashResult> {
  const journal = new Journal();
  const problems: string[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    await writeUntilKilled(options, round, journal);
    const release = claimDirectory(options.directory);
    const engine = createEngine(openKv(options.directory));
    problems.push(...journal.settle(itemsOf(engine)), ...(await verifyStore(engine)).problems);
    await engine.close();
    release();
    options.onRound?.(round, journal.acknowledged);
  }
  return { rounds: options.rounds, acknowledged: journal.acknowledged, problems };
}
