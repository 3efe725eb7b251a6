import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timing } from './floors/percentiles.ts';
import { startAudience } from './load/audience.ts';
import { createCrowd } from './load/crowd.ts';
import { flags } from './load/flags.ts';
import { operators } from './load/operators.ts';
import { administrator, startService } from './load/service.ts';
import { atPace, faults, settled } from './screen.ts';

/** Many operators connected while messages come: memory of the whole service, and nothing lost. Arguments: --sockets, --rate, --seconds. */
export async function run(args: readonly string[]): Promise<object> {
  const given = flags(args, { sockets: 1_000, rate: 20, seconds: 30 });
  const count = given.rate * given.seconds;
  const dir = mkdtempSync(join(tmpdir(), 'okno-bench-'));
  const service = await startService(dir);
  const admin = await administrator(service.url);
  const audience = startAudience();
  const crowd = await createCrowd(admin, 50);
  try {
    const tokens = await operators(admin, service.url, given.sockets);
    const emptyMb = service.child.peakMb();
    const begun = performance.now();
    await audience.open(service.url, tokens);
    const connectSeconds = Math.round((performance.now() - begun) / 100) / 10;
    const saidAt = await atPace(count, given.rate, (nth) => crowd.say(nth));
    const report = await settled(audience.report, count, given.sockets);
    const times = saidAt.flatMap((at, nth) => {
      const then = report.last.get(crowd.textOf(nth));
      return then === undefined || crowd.channelOf(nth) === 'email' ? [] : [then - at];
    });
    return {
      sockets: given.sockets,
      messages: count,
      connectSeconds,
      emptyMb,
      memoryMb: service.child.peakMb(),
      toLastScreen: timing(times, given.seconds * 1000),
      ...faults(report, count),
      loadAverage: readFileSync('/proc/loadavg', 'utf8').split(' ')[0],
    };
  } finally {
    audience.close();
    admin.close();
    await service.child.stop();
    await crowd.close();
    rmSync(dir, { recursive: true, force: true });
  }
}
