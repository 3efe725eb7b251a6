import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startAudience, wallClock } from './load/audience.ts';
import { flags } from './load/flags.ts';
import { operators } from './load/operators.ts';
import { type Asker, administrator, type BenchService, startService } from './load/service.ts';

const WAIT_MS = 30_000;
const LANES = 20;

/**
 * The service is started anew under connected operators, and much happens before they are back. Arguments: --operators,
 * --events. Counted from its word that it is ready until every screen has heard everything.
 */
export async function run(args: readonly string[]): Promise<object> {
  const given = flags(args, { operators: 50, events: 1_000 });
  const dir = mkdtempSync(join(tmpdir(), 'okno-bench-'));
  let service: BenchService = await startService(dir);
  const { port } = service;
  let admin = await administrator(service.url);
  const audience = startAudience();
  try {
    const tokens = await operators(admin, service.url, given.operators);
    const conversations: string[] = [];
    for (let nth = 0; nth < LANES; nth += 1) {
      const made = await admin.send('POST', '/contacts', { name: `Bench ${nth}` });
      conversations.push(String(made.body.conversation));
    }
    await audience.open(service.url, tokens);
    await write(admin, conversations, 0, 1);
    while ((await audience.report()).screens.some(({ heard }) => heard < 1)) await sleep(100);

    admin.close();
    await service.child.stop();
    service = await startService(dir, port);
    const readyAt = wallClock();
    admin = await administrator(service.url);
    await write(admin, conversations, 1, given.events);
    const writtenAt = wallClock();
    const end = writtenAt + WAIT_MS;
    let report = await audience.report();
    while (report.screens.some(({ heard }) => heard < given.events) && wallClock() < end) {
      await sleep(50);
      report = await audience.report();
    }
    const lastAt = Math.max(...report.last.values());
    return {
      operators: given.operators,
      events: given.events,
      readyMs: Math.round(service.readyMs),
      // The last screen connected, and the last event reached the last screen after it was written.
      connectedMs: Math.round(Math.max(...report.screens.map(({ connectedAt }) => connectedAt)) - readyAt),
      equalAfterReadyMs: Math.round(lastAt - readyAt),
      equalAfterWrittenMs: Math.round(lastAt - writtenAt),
      writingMs: Math.round(writtenAt - readyAt),
      lost: report.screens.reduce((sum, { heard }) => sum + Math.max(0, given.events - heard), 0),
      tooOld: report.screens.reduce((sum, { holes }) => sum + holes, 0),
      caughtUp: report.caughtUp,
    };
  } finally {
    audience.close();
    admin.close();
    await service.child.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Notes, so that no network takes part; each conversation's one after the other. */
async function write(
  admin: Asker,
  conversations: readonly string[],
  from: number,
  to: number,
): Promise<void> {
  const lane = async (first: number) => {
    for (let nth = first; nth < to; nth += LANES) {
      const body = {
        clientId: `bench-${String(nth).padStart(8, '0')}`,
        text: `bench note ${nth}`,
        note: true,
      };
      const path = `/conversations/${conversations[nth % LANES]}/messages`;
      const { status } = await admin.send('POST', path, body);
      if (status !== 201) throw new Error(`A note was not taken: ${status}.`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, at) => lane(from + at)));
}
