import { setTimeout as sleep } from 'node:timers/promises';
import { createMailServer } from '../../test/simulators/email/index.ts';
import { createTelegramSimulator } from '../../test/simulators/telegram/index.ts';
import { createViberSimulator } from '../../test/simulators/viber/index.ts';
import { createVkSimulator } from '../../test/simulators/vk/index.ts';
import { wallClock } from './audience.ts';
import type { Asker } from './service.ts';

/** People of all four networks who write. */
export interface Crowd {
  channels: readonly string[];
  /** The nth message is said now, by a person and a network of its turn. Answers when its first byte left. */
  say(nth: number): number;
  textOf(nth: number): string;
  channelOf(nth: number): string;
  close(): Promise<void>;
}

/** Connects four simulated networks, three of which push, and waits until the service hears them. */
export async function createCrowd(admin: Asker, people: number): Promise<Crowd> {
  const telegram = await createTelegramSimulator({ flood: false });
  const vk = await createVkSimulator();
  const viber = await createViberSimulator();
  const mail = await createMailServer({ address: 'bench@example.org', imap: 'simulator' });
  const accounts = [
    ['telegram', { token: telegram.token, mode: 'webhook', apiRoot: telegram.url }],
    ['vk', { token: vk.token, groupId: vk.groupId, mode: 'callback', secret: 'bench', apiRoot: vk.url }],
    ['viber', { token: viber.token, apiRoot: viber.url }],
    ['email', mail.settings()],
  ] as const;
  for (const [channel, settings] of accounts) {
    const made = await admin.send('POST', '/accounts', { channel, name: channel, settings });
    if (made.status !== 201) throw new Error(`${channel} was not connected: ${JSON.stringify(made.body)}`);
  }
  const channels = accounts.map(([channel]) => channel);
  const textOf = (nth: number) => `bench message ${nth} of the crowd`;
  const channelOf = (nth: number) => channels[nth % channels.length] ?? '';
  const speak: Record<string, (person: string, text: string, nth: number) => void> = {
    telegram: (person, text) => void telegram.user(person).says(text),
    vk: (person, text) => void vk.person(person).says(text),
    viber: (person, text) => void viber.person(person).says(text),
    email: (person, text, nth) => mail.deliver(letter(person, text, nth)),
  };
  await heard(admin, channels.length);
  return {
    channels,
    textOf,
    channelOf,
    say(nth) {
      const channel = channelOf(nth);
      const person = `${channel} person ${Math.floor(nth / channels.length) % people}`;
      const at = wallClock();
      speak[channel]?.(person, textOf(nth), nth);
      return at;
    },
    async close() {
      await Promise.all([telegram.close(), vk.close(), viber.close(), mail.close()]);
    },
  };
}

async function heard(admin: Asker, count: number): Promise<void> {
  for (;;) {
    const { body } = await admin.get('/accounts');
    const online = (body.items as { health: { state: string } }[]).filter(
      ({ health }) => health.state === 'online',
    );
    if (online.length >= count) return;
    await sleep(100);
  }
}

function letter(person: string, text: string, nth: number): string {
  const address = `${person.replace(/\W/g, '.')}@client.example`;
  return [
    `From: ${person} <${address}>`,
    'To: bench@example.org',
    `Subject: Bench ${nth}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${nth}.${address}>`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
  ].join('\r\n');
}
