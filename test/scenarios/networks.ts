import { createMailServer } from '../simulators/email/index.ts';
import { createTelegramSimulator } from '../simulators/telegram/index.ts';
import { createViberSimulator } from '../simulators/viber/index.ts';
import { createVkSimulator } from '../simulators/vk/index.ts';
import type { Client } from '../support/client.ts';

/** A simulated network as a scenario sees it. */
export interface Network {
  /** The body that connects it. */
  account: { channel: string; name: string; settings: Record<string, unknown> };
  /** Resolves when the network has it to hand on, not when anybody took it. */
  says(person: string, text: string): Promise<void>;
  /** Tells once more what was told. */
  redeliver(): Promise<void>;
  sends(person: string, picture: Uint8Array): Promise<void>;
  /** What was told and is not confirmed; absent where the network keeps no such account. */
  unconfirmed?(): number;
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
    sends: async (person, bytes) =>
      void network.user(person).sendsFile('document', { bytes, name: 'picture.png', mime: 'image/png' }),
    unconfirmed: () => network.pending(),
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
    sends: async (person, picture) => {
      letters += 1;
      server.deliver(letterWith(person, picture, letters));
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

function frame(person: string, number: number): string[] {
  const address = `${person.replace(/\W/g, '.')}@client.example`;
  return [
    `From: ${person} <${address}>`,
    'To: support@scenario.example',
    `Subject: Question ${number}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${number}.${address}>`,
  ];
}

function letter(person: string, text: string, number: number): string {
  const plain = ['Content-Type: text/plain; charset=utf-8', '', text, ''];
  return [...frame(person, number), ...plain].join('\r\n');
}

function letterWith(person: string, picture: Uint8Array, number: number): string {
  return [
    ...frame(person, number),
    'MIME-Version: 1.0',
    'Content-Type: image/png; name="picture.png"',
    'Content-Disposition: attachment; filename="picture.png"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(picture).toString('base64').replace(/.{76}/g, '$&\r\n'),
    '',
  ].join('\r\n');
}

const header = (raw: Buffer, name: string): string =>
  new RegExp(`^${name}:\\s*(\\S+)`, 'im').exec(raw.toString('latin1'))?.[1] ?? '';
/** What scenarios have us write; the rest of a letter is made of what was written before. */
const body = (raw: Buffer): string =>
  /answer \d+|nearly full: [\w ]+/.exec(raw.toString('latin1'))?.[0] ?? '';

async function vkNetwork(): Promise<Network> {
  const network = await createVkSimulator();
  const { token, groupId, url: apiRoot } = network;
  return {
    account: { channel: 'vk', name: 'vk', settings: { token, groupId, mode: 'longpoll', apiRoot } },
    says: async (person, text) => void (await network.person(person).says(text)),
    sends: async (person, picture) => void (await network.person(person).sendsPhoto(picture)),
    unconfirmed: () => network.underway('longpoll'),
    redeliver: () => network.redeliver(),
    received: () => network.sent().map(({ text }) => text),
    close: () => network.close(),
  };
}

async function viberNetwork(): Promise<Network> {
  const network = await createViberSimulator({ retryMs: 100, tries: 60 });
  const turns = new Map<string, Promise<unknown>>();
  let waiting = 0;
  // The network calls until it is answered, one message of a person after the other.
  const tell = async (person: string, message: () => Promise<void>): Promise<void> => {
    const before = turns.get(person) ?? Promise.resolve();
    waiting += 1;
    const told = before.then(message).finally(() => {
      waiting -= 1;
    });
    turns.set(person, told);
  };
  return {
    account: { channel: 'viber', name: 'viber', settings: { token: network.token, apiRoot: network.url } },
    says: (person, text) => tell(person, () => network.person(person).says(text)),
    sends: (person, bytes) =>
      tell(person, () =>
        network.person(person).sends({ type: 'picture', bytes, name: 'picture.png', mime: 'image/png' }),
      ),
    unconfirmed: () => waiting,
    redeliver: () => network.redeliver(),
    received: () => network.sent().map(({ message }) => String(message.text ?? '')),
    close: () => network.close(),
  };
}

/** Connects every network to a house. Throws, naming the network, when one is refused. */
export async function connectAll(networks: readonly Network[], client: Client): Promise<void> {
  for (const { account } of networks) {
    const { status } = await client.post('/accounts', account);
    if (status !== 201) throw new Error(`${account.channel} was not connected: ${status}`);
  }
}
