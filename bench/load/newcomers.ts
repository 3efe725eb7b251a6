import { createMailServer } from '../../test/simulators/email/index.ts';
import { createTelegramSimulator } from '../../test/simulators/telegram/index.ts';
import { createViberSimulator } from '../../test/simulators/viber/index.ts';
import { createVkSimulator } from '../../test/simulators/vk/index.ts';

/** A simulated network on which people write for the first time. */
export interface NewcomersNetwork {
  /** The body that connects it. */
  account: { channel: string; name: string; settings: object };
  /** A new person writes once. Resolves when the network holds the first answer to them: its text. */
  writes(nth: number, text: string): Promise<string>;
  close(): Promise<void>;
}

/** Everybody who waits for an answer, by how the network calls them. */
function waiting() {
  const open = new Map<string, (text: string) => void>();
  return {
    answer: (who: string) => new Promise<string>((resolve) => open.set(who, resolve)),
    answered(who: string, text: string) {
      open.get(who)?.(text);
      open.delete(who);
    },
  };
}

/** The four networks, by their webhooks where they have them. */
export function fourNetworks(): Promise<NewcomersNetwork[]> {
  return Promise.all([telegram(), email(), vk(), viber()]);
}

async function telegram(): Promise<NewcomersNetwork> {
  const network = await createTelegramSimulator();
  const { answer, answered } = waiting();
  network.onSent(({ chat, text }) => answered(String(chat), text ?? ''));
  const settings = { token: network.token, mode: 'webhook', apiRoot: network.url };
  return {
    account: { channel: 'telegram', name: 'telegram', settings },
    async writes(nth, text) {
      const user = network.user(`Newcomer ${nth}`, { language_code: 'ru' });
      const heard = answer(String(user.id));
      user.says(text);
      return heard;
    },
    close: () => network.close(),
  };
}

async function email(): Promise<NewcomersNetwork> {
  const { answer, answered } = waiting();
  const server = await createMailServer({
    address: 'shop@okno.example',
    imap: 'simulator',
    onLetter(letter) {
      for (const to of letter.to) answered(to, letter.raw.toString('utf8'));
    },
  });
  return {
    account: { channel: 'email', name: 'email', settings: server.settings() },
    async writes(nth, text) {
      const address = `newcomer${nth}@client.example`;
      const heard = answer(address);
      server.deliver(
        [
          `From: Newcomer ${nth} <${address}>`,
          'To: shop@okno.example',
          'Subject: =?UTF-8?B?0JLQvtC/0YDQvtGB?=',
          `Date: ${new Date().toUTCString()}`,
          `Message-ID: <${nth}.newcomer@client.example>`,
          'Content-Type: text/plain; charset=utf-8',
          'Content-Transfer-Encoding: base64',
          '',
          Buffer.from(text).toString('base64'),
          '',
        ].join('\r\n'),
      );
      return heard;
    },
    close: () => server.close(),
  };
}

async function vk(): Promise<NewcomersNetwork> {
  const network = await createVkSimulator();
  const { answer, answered } = waiting();
  network.onSent(({ peer_id, text }) => answered(String(peer_id), text));
  const { token, groupId, url: apiRoot } = network;
  return {
    account: {
      channel: 'vk',
      name: 'vk',
      settings: { token, groupId, mode: 'callback', secret: 'bench', apiRoot },
    },
    async writes(nth, text) {
      const person = network.person(`Newcomer ${nth}`);
      const heard = answer(String(person.id));
      await person.says(text);
      return heard;
    },
    close: () => network.close(),
  };
}

async function viber(): Promise<NewcomersNetwork> {
  const network = await createViberSimulator();
  const { answer, answered } = waiting();
  network.onSent(({ receiver, message }) => answered(String(receiver), String(message.text ?? '')));
  return {
    account: { channel: 'viber', name: 'viber', settings: { token: network.token, apiRoot: network.url } },
    async writes(nth, text) {
      const person = network.person(`Newcomer ${nth}`, { language: 'ru' });
      const heard = answer(person.id);
      await person.says(text);
      return heard;
    },
    close: () => network.close(),
  };
}
