import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { timing } from './floors/percentiles.ts';
import { type Report, startAudience, wallClock } from './load/audience.ts';
import { startChild } from './load/child.ts';
import { type Crowd, createCrowd } from './load/crowd.ts';
import { flags } from './load/flags.ts';
import { operators } from './load/operators.ts';
import { administrator, startService } from './load/service.ts';

const PEOPLE = 200;
/** A process that has just started compiles its own code meanwhile; what comes later is told apart. */
const WARM_SECONDS = 15;
/** After the last message, for the slowest of them. */
const SETTLE_MS = 15_000;

/**
 * From a network's call to the operator's socket: operators connected, four networks mixed. Arguments: --operators,
 * --rate (messages a second), --seconds. The floor is a bare Socket.IO that repeats what is posted.
 */
export async function run(args: readonly string[]): Promise<object> {
  const given = flags(args, { operators: 50, rate: 50, seconds: 60 });
  const count = given.rate * given.seconds;
  const floor = await runFloor(given.operators, given.rate, Math.min(count, given.rate * 10));
  const dir = mkdtempSync(join(tmpdir(), 'okno-bench-'));
  const service = await startService(dir);
  const admin = await administrator(service.url);
  const audience = startAudience();
  const crowd = await createCrowd(admin, PEOPLE);
  try {
    await audience.open(service.url, await operators(admin, service.url, given.operators));
    const worked = service.child.processorMs();
    const saidAt = await atPace(count, given.rate, (nth) => crowd.say(nth));
    const report = await settled(audience.report, count, given.operators);
    const processorUs = Math.round(((service.child.processorMs() - worked) * 1000) / count);
    const of = (channel: string) =>
      durations(report.last, saidAt, crowd.textOf, (nth) => crowd.channelOf(nth) === channel);
    const isPushed = (nth: number) => crowd.channelOf(nth) !== 'email';
    const pushed = durations(report.last, saidAt, crowd.textOf, isPushed);
    const warm = durations(
      report.last,
      saidAt,
      crowd.textOf,
      (nth) => isPushed(nth) && nth >= given.rate * WARM_SECONDS,
    );
    return {
      messages: count,
      operators: given.operators,
      // To the last of the screens, of what networks push; letters wait for their mailbox besides.
      pushed: timing(pushed, given.seconds * 1000),
      pushedWarm: timing(warm, (given.seconds - WARM_SECONDS) * 1000),
      channels: Object.fromEntries(
        crowd.channels.map((channel) => [channel, timing(of(channel), given.seconds * 1000)]),
      ),
      // Of the service, for one message to all screens.
      processorUs,
      floor,
      ...faults(report, count),
      missing: missing(report, count, crowd),
      memoryMb: service.child.peakMb(),
    };
  } finally {
    audience.close();
    admin.close();
    await service.child.stop();
    await crowd.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Says each at its time whatever the others do; answers when each was said. */
export async function atPace(count: number, rate: number, say: (nth: number) => number): Promise<number[]> {
  const begun = performance.now();
  const said: number[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const wait = begun + (nth / rate) * 1000 - performance.now();
    if (wait > 1) await sleep(wait);
    said.push(say(nth));
  }
  return said;
}

/** Waits until every screen has heard everything, or nothing more comes. */
export async function settled(
  report: () => Promise<Report>,
  count: number,
  screens: number,
): Promise<Report> {
  const end = performance.now() + SETTLE_MS;
  for (;;) {
    const now = await report();
    const heard = now.screens.filter((screen) => screen.heard >= count).length;
    if (heard >= screens || performance.now() > end) return now;
    await sleep(500);
  }
}

/** How many messages of each network no screen has heard of. */
function missing(report: Report, count: number, crowd: Crowd): Record<string, number> {
  const unheard: Record<string, number> = {};
  for (let nth = 0; nth < count; nth += 1) {
    if (report.first.has(crowd.textOf(nth))) continue;
    unheard[crowd.channelOf(nth)] = (unheard[crowd.channelOf(nth)] ?? 0) + 1;
  }
  return unheard;
}

export function faults(report: Report, count: number) {
  return {
    lost: report.screens.reduce((sum, { heard }) => sum + Math.max(0, count - heard), 0),
    holes: report.screens.reduce((sum, { holes }) => sum + holes, 0),
  };
}

function durations(
  heard: ReadonlyMap<string, number>,
  saidAt: readonly number[],
  textOf: (nth: number) => string,
  wanted: (nth: number) => boolean,
): number[] {
  return saidAt.flatMap((at, nth) => {
    const then = heard.get(textOf(nth));
    return then === undefined || !wanted(nth) ? [] : [then - at];
  });
}

async function runFloor(screens: number, rate: number, count: number) {
  const child = await startChild(fileURLToPath(new URL('./floors/echo.js', import.meta.url)), /^(\d+)$/);
  const url = `http://127.0.0.1:${child.line[1]}`;
  const audience = startAudience();
  try {
    await audience.open(
      url,
      Array.from({ length: screens }, () => 'nobody'),
      'said',
    );
    const textOf = (nth: number) => `floor ${nth}`;
    const saidAt = await atPace(count, rate, (nth) => {
      const at = wallClock();
      void fetch(url, { method: 'POST', body: textOf(nth) });
      return at;
    });
    const report = await settled(audience.report, count, screens);
    return timing(
      durations(report.last, saidAt, textOf, () => true),
      (count / rate) * 1000,
    );
  } finally {
    audience.close();
    await child.stop();
  }
}
