import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { wakeBot } from './demo/bot.ts';
import { telephone } from './demo/calls.ts';
import { emailNetwork } from './demo/email.ts';
import { freePort } from './demo/free-port.ts';
import { seedHouse } from './demo/history/seed.ts';
import { play } from './demo/play.ts';
import { type DemoService, startService } from './demo/service.ts';
import { PASSWORD, STAFF } from './demo/staff.ts';
import { telegramNetwork } from './demo/telegram.ts';
import { viberNetwork } from './demo/viber.ts';
import { vkNetwork } from './demo/vk.ts';

const USAGE = `Usage: npm run demo

Runs the service with simulated networks, a month of history and customers who write, in a folder of its own that is gone
afterwards. Environment: PORT (3000, or the next free one), LOG_LEVEL (warn).
`;

if (process.argv.length > 2) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const say = (line: string) => process.stdout.write(`${line}\n`);

const ending = new AbortController();
// Every customer who is about to answer listens to it.
setMaxListeners(0, ending.signal);
const dataDir = await mkdtemp(join(tmpdir(), 'okno-demo-'));
const port = process.env.PORT ?? String(await freePort(3000));
const networks = await Promise.all([telegramNetwork(), emailNetwork(), vkNetwork(), viberNetwork()]);
const env = {
  DATA_DIR: dataDir,
  HOST: '127.0.0.1',
  PORT: port,
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
};
say('Writing a month of a small company…');
await seedHouse(env, networks);
const service = await startService(env);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    ending.abort();
    service.stop();
  });
}

try {
  await allOnline(service);
  await wakeBot(service);
  introduce();
  await Promise.all([play(networks, ending.signal), telephone(service, ending.signal)]);
} catch (error) {
  process.stderr.write(
    `The demonstration could not begin: ${error instanceof Error ? error.message : error}\n`,
  );
  process.exitCode = 1;
  service.stop();
}

const code = await service.ended;
ending.abort();
await Promise.all(networks.map((network) => network.close()));
await rm(dataDir, { recursive: true, force: true });
process.exit(process.exitCode ?? code);

/** Networks that only push know nobody to push to before that. */
async function allOnline(running: DemoService): Promise<void> {
  for (;;) {
    const { items } = (await running.call('GET', '/accounts')) as { items: { health: { state: string } }[] };
    if (items.every((account) => account.health.state === 'online')) return;
    await sleep(200);
  }
}

function introduce(): void {
  say(`\nOpen ${service.url} and sign in; the password of everybody is ${PASSWORD}.`);
  for (const { name, email, about } of STAFF) say(`  ${email.padEnd(24)} ${name}: ${about}`);
  say(
    '\nEverything is simulated: customers write by themselves and answer what you tell them, the telephone rings.' +
      '\nAs the manager, open the board and hand over the work of Ирина Соколова, who is ill. Ctrl+C ends it.',
  );
}
