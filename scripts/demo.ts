import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { emailNetwork } from './demo/email.ts';
import { freePort } from './demo/free-port.ts';
import { play } from './demo/play.ts';
import { DEMO_ADMIN, type DemoService, startService } from './demo/service.ts';
import { telegramNetwork } from './demo/telegram.ts';
import { viberNetwork } from './demo/viber.ts';
import { vkNetwork } from './demo/vk.ts';

/** Colleagues of the demonstration; all share the administrator's password. */
const COLLEAGUES = [
  { name: 'Ольга Мельник', email: 'olga@okno.example', role: 'operator' },
  { name: 'Азиз Юсупов', email: 'aziz@okno.example', role: 'operator' },
  { name: 'Марко Бондар', email: 'marko@okno.example', role: 'manager' },
];

const say = (line: string) => process.stdout.write(`${line}\n`);

const ending = new AbortController();
const dataDir = await mkdtemp(join(tmpdir(), 'okno-demo-'));
const port = process.env.PORT ?? String(await freePort(3000));
const networks = await Promise.all([telegramNetwork(), emailNetwork(), vkNetwork(), viberNetwork()]);
const service = await startService({
  DATA_DIR: dataDir,
  HOST: '127.0.0.1',
  PORT: port,
  PUBLIC_URL: `http://127.0.0.1:${port}`,
  OKNO_ADMIN_EMAIL: DEMO_ADMIN.email,
  OKNO_ADMIN_PASSWORD: DEMO_ADMIN.password,
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    ending.abort();
    service.stop();
  });
}

try {
  for (const colleague of COLLEAGUES) {
    await service.call('POST', '/users', { ...colleague, password: DEMO_ADMIN.password });
  }
  for (const network of networks) {
    await service.call('POST', '/accounts', { channel: network.channel, ...network.account });
  }
  await allOnline(service);
  say(`Open ${service.url} and sign in as ${DEMO_ADMIN.email} with the password ${DEMO_ADMIN.password}.`);
  say(
    'Everything is simulated: customers write by themselves and answer what you tell them. Ctrl+C ends it.',
  );
  await play(networks, ending.signal);
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
