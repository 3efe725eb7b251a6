import { randomUUID } from 'node:crypto';
import { createMailServer, type ReceivedLetter } from '../../test/simulators/email/index.ts';
import type { DemoNetwork } from './network.ts';

const OURS = 'hello@havan.example';

/** A mailbox of the company and the mail programs of its customers. */
export async function emailNetwork(): Promise<DemoNetwork> {
  const listeners = new Map<string, (letter: ReceivedLetter) => void>();
  const server = await createMailServer({
    address: OURS,
    imap: 'simulator',
    onLetter(letter) {
      for (const address of letter.to) listeners.get(address)?.(letter);
    },
  });
  return {
    channel: 'email',
    account: { name: 'Почта · Тихая гавань', settings: { ...server.settings(), name: 'Тихая гавань' } },
    person(name, facts) {
      const address = facts.email ?? `${randomUUID().slice(0, 8)}@client.example`;
      let answered: ReceivedLetter | undefined;
      return {
        address,
        async says(text) {
          server.deliver(letterOf(name, address, text, answered));
        },
        onAnswer(listener) {
          listeners.set(address, (letter) => {
            answered = letter;
            listener(letter.raw.toString('utf8'));
          });
        },
      };
    },
    close: () => server.close(),
  };
}

/** A letter as a mail program writes it: an answer names the letter it answers. */
function letterOf(name: string, address: string, text: string, answered: ReceivedLetter | undefined): string {
  const word = (value: string) => `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;
  const parent = answered === undefined ? undefined : headerOf(answered, 'Message-ID');
  const subject = text.split('\n').find((line) => line.length > 12) ?? text;
  const headers = [
    `From: ${word(name)} <${address}>`,
    `To: <${OURS}>`,
    `Subject: ${word(parent === undefined ? subject.slice(0, 60) : 'Re: Okno')}`,
    `Date: ${new Date().toUTCString()}`,
    `Message-ID: <${randomUUID()}@client.example>`,
    ...(parent === undefined ? [] : [`In-Reply-To: ${parent}`, `References: ${parent}`]),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
  ];
  const body = Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');
  return `${headers.join('\r\n')}\r\n\r\n${body}\r\n`;
}

function headerOf(letter: ReceivedLetter, name: string): string | undefined {
  return new RegExp(`^${name}:\\s*(\\S+)`, 'im').exec(letter.raw.toString('latin1'))?.[1];
}
