import { createMailServer } from '../simulators/email/index.ts';
import { createTelegramSimulator } from '../simulators/telegram/index.ts';
import { createViberSimulator } from '../simulators/viber/index.ts';
import { createVkSimulator } from '../simulators/vk/index.ts';

/** A simulated network as a scenario sees it. */
export interface Network {
  /** The body that connects it. */
  account: { channel: string; name: string; settings: Record<string, unknown> };
  /** Resolves when the network has it to hand on, not when anybody took it. */
  says(person: string, text: string): Promise<void>;
  /** Tells once more what was told. */
  redeliver(): Promise<void>;
  /** Texts that people received, each as often as it was received. */
  received(): string[];
  close(): Promise<void>;
}

/** All four, redelivering as the real ones do. */
export async function fourNetworks(): Promise<Network[]> {
  return Promise.all([telegramNetwork(), emailNetwork(), vkNetwork(), viberNetwork()]);
}

async function telegramNetwork(): Promise<Network> {
  const network = await createTelegramSimulator({ flood: false, scale: 0.01 });
  return {
    account: {
      channel: 'telegram',
      name: 'telegram',
      settings: { token: network.token, mode: 'polling', apiRoot: network.url },
    },
    says: async (person, text) => void network.user(person).says(text),
    redeliver: async () => network.redeliver(),
    received: () => network.sent().map(({ text }) => text ?? ''),
    close: () => network.close(),
  };
}

async function emailNetwork(): Promise<Network> {
  const server = await createMailServer({ address: 'support@scenario.example', imap: 'simulator' });
  let letters = 0;
  let last = '';
  return {
    account: { channel: 'email', name: 'email', settings: server.settings() },
    says: async (person, text) => {
      letters += 1;
      last = letter(person, text, letters);
      server.deliver(last);
    },
    redeliver: async () => {
      if (last !== '') server.deliver(last);
    },
    received: () => {
      // A letter that comes twice under one Message-ID is one letter to every mail program.
      const once = new Map(server.sent().map(({ raw }) => [header(raw, 'Message-ID'), body(raw)]));
      return [...once.values()];
    },
    close: () => server.close(),
  };
}

function letter(person: string, text: string, number: number): string {
  const address = `${person.replace(/\W/g, '.')}@client.example`;
  return [
    `From: ${person} <${address}>`,
    'To: support@scenario.example',
    `Subject: Question ${number}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${number}.${address}>`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
  ].join('\r\n');
}

const header = (raw: Buffer, name: string): string =>
  new RegExp(`^${name}:\\s*(\\S+)`, 'im').exec(raw.toString('latin1'))?.[1] ?? '';
const body = (raw: Buffer): string => /answer \d+/.exec(raw.toString('latin1'))?.[0] ?? '';

async function vkNetwork(): Promise<Network> {
  const network = await createVkSimulator();
  const { token, groupId, url: apiRoot } = network;
  return {
    account: { channel: 'vk', name: 'vk', settings: { token, groupId, mode: 'longpoll', apiRoot } },
    says: async (person, text) => void (await network.person(person).says(text)),
    redeliver: () => network.redeliver(),
    received: () => network.sent().map(({ text }) => text),
    close: () => network.close(),
  };
}

async function viberNetwork(): Promise<Network> {
  const network = await createViberSimulator({ retryMs: 100, tries: 60 });
  const turns = new Map<string, Promise<unknown>>();
  return {
    account: { channel: 'viber', name: 'viber', settings: { token: network.token, apiRoot: network.url } },
    // The network calls until it is answered, one message of a person after the other.
    says: async (person, text) => {
      const before = turns.get(person) ?? Promise.resolve();
      turns.set(
        person,
        before.then(() => network.person(person).says(text)),
      );
    },
    redeliver: () => network.redeliver(),
    received: () => network.sent().map(({ message }) => String(message.text ?? '')),
    close: () => network.close(),
  };
}
