import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { welcome } from '../src/bot/templates/welcome.ts';
import { type Timing, timing } from './floors/percentiles.ts';
import { flags } from './load/flags.ts';
import { fourNetworks, type NewcomersNetwork } from './load/newcomers.ts';
import { type Asker, administrator, startService } from './load/service.ts';

/** What a newcomer may wait for the first words. */
const BAR_MS = 1000;
const ALWAYS = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }];

/**
 * How long somebody who writes for the first time waits for the bot: from the network's first byte to us until it holds
 * the greeting. On each network somebody new comes every `--pause` milliseconds; a mailbox is allowed about one letter a
 * second, and more would measure that limit. Arguments: --people of each network, --pause.
 */
export async function run(args: readonly string[]): Promise<object> {
  const given = flags(args, { people: 50, pause: 1_200 });
  const dir = mkdtempSync(join(tmpdir(), 'okno-bench-'));
  const service = await startService(dir);
  const admin = await administrator(service.url);
  const networks = await fourNetworks();
  try {
    for (const { account } of networks) await asked(admin, 'POST', '/accounts', account);
    await wake(admin);
    await Promise.all(networks.map((network) => greeted(network, 0)));
    const greetings: Record<string, Timing> = {};
    const come = async (network: NewcomersNetwork) => {
      const waits: number[] = [];
      const begun = performance.now();
      for (let nth = 1; nth <= given.people; nth += 1) {
        waits.push(await greeted(network, nth));
        await sleep(given.pause);
      }
      greetings[network.account.channel] = timing(waits, performance.now() - begun);
    };
    await Promise.all(networks.map(come));
    const worst = Math.max(...Object.values(greetings).map(({ max }) => max));
    return { ...given, greetings, barMs: BAR_MS, reached: worst < BAR_MS };
  } finally {
    admin.close();
    await service.child.stop();
    await Promise.all(networks.map((network) => network.close()));
    rmSync(dir, { recursive: true, force: true });
  }
}

async function greeted(network: NewcomersNetwork, nth: number): Promise<number> {
  const begun = performance.now();
  const text = await network.writes(nth, 'Здравствуйте, сколько стоит доставка?');
  if (text === '') throw new Error(`The answer on ${network.account.channel} has no words.`);
  return performance.now() - begun;
}

async function wake(admin: Asker): Promise<void> {
  const made = await asked(admin, 'POST', '/bot/flows', { name: 'Bench', body: welcome });
  await asked(admin, 'POST', `/bot/flows/${made.id}/publish`, {});
  await asked(admin, 'PUT', '/bot/setting', { enabled: true, flow: made.id, hours: ALWAYS });
}

async function asked(
  admin: Asker,
  method: string,
  path: string,
  body: object,
): Promise<Record<string, unknown>> {
  const answer = await admin.send(method, path, body);
  if (answer.status >= 300) throw new Error(`${path} was refused: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
