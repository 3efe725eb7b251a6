import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

export interface Child {
  /** First line of its output that matches. */
  line: RegExpMatchArray;
  /** Largest resident memory it has had, in MB; 0 where the system does not tell. */
  peakMb(): number;
  /** Processor time of all its threads so far, in milliseconds; 0 where the system does not tell. */
  processorMs(): number;
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** A folder that takes a processor profile of every process and thread a bench starts (BENCH_PROFILE). */
const { BENCH_PROFILE: profile } = process.env;
const profiling =
  profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-interval=500', `--cpu-prof-dir=${profile}`];

/** Starts another Node process and waits until it says what is expected. */
export async function startChild(
  file: string,
  expected: RegExp,
  env: Record<string, string> = {},
): Promise<Child> {
  const child = spawn(process.execPath, [...profiling, file], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const line = await firstLine(child, expected);
  return {
    line,
    peakMb: () => peakOf(child.pid),
    processorMs: () => processorOf(child.pid),
    async stop() {
      child.stdin?.end();
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
    async kill() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function firstLine(child: ChildProcess, expected: RegExp): Promise<RegExpMatchArray> {
  if (child.stdout === null) throw new Error('The process has no output.');
  for await (const text of createInterface({ input: child.stdout })) {
    const match = expected.exec(text);
    if (match) {
      child.stdout.resume();
      return match;
    }
  }
  throw new Error('The process ended before it was ready.');
}

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}

/** The system counts in hundredths of a second (proc(5): utime and stime, the 14th and 15th field). */
function processorOf(pid: number | undefined): number {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
    return (user + system) * 10;
  } catch {
    return 0;
  }
}
