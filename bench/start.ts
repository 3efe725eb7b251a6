import { flags } from './load/flags.ts';
import { seeded } from './load/seed.ts';
import { startService } from './load/service.ts';

/** From starting the process to its word that it is ready. Arguments: --conversations, --messages, --times, --reuse. */
export async function run(args: readonly string[]): Promise<object> {
  const given = flags(args, { conversations: 100_000, messages: 1_000_000, times: 5, reuse: 0 });
  const { conversations, messages, times } = given;
  const full = await starts({ conversations, messages, operators: 50 }, times, given.reuse === 1);
  // What the process itself takes; the floor of a start.
  const empty = await starts({ conversations: 1, messages: 1, operators: 1 }, times, false);
  return { conversations, messages, ...full, empty };
}

async function starts(seed: Parameters<typeof seeded>[0], times: number, reuse: boolean) {
  const { dir } = await seeded(seed, reuse);
  const runs: number[] = [];
  let memoryMb = 0;
  for (let nth = 0; nth < times; nth += 1) {
    const service = await startService(dir);
    runs.push(Math.round(service.readyMs));
    memoryMb = Math.max(memoryMb, service.child.peakMb());
    await service.child.stop();
  }
  return { medianMs: [...runs].sort((a, b) => a - b)[Math.floor(times / 2)], runs, memoryMb };
}
