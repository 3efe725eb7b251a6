import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { telegram } from '../../adapters/telegram/index.ts';
import { viber } from '../../adapters/viber/index.ts';
import { vk } from '../../adapters/vk/index.ts';
import type { AdapterHost, Channel, ChannelAdapter, SendResult } from '../../channels/contract.ts';
import type { ChannelError } from '../../channels/errors.ts';
import { accountId, chatId } from '../../channels/ids.ts';
import type { OutboundFile } from '../../channels/outbound.ts';
import { plain } from '../../channels/richtext.ts';
import { adapterHost } from '../support/adapter-host.ts';

export const never = new AbortController().signal;
export const fixtures = new URL('../fixtures/', import.meta.url);
export const read = (path: string): string => readFileSync(new URL(path, fixtures), 'utf8');

export interface Recorded {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** What is answered to whoever asks for a path. */
export type Route = readonly [path: RegExp, answer: Recorded];

export const json = (value: unknown): Recorded => ({
  status: 200,
  headers: {},
  body: JSON.stringify(value),
});

/** A server that answers what the networks answered, word for word. */
export interface RecordedNetwork {
  origin: string;
  /** From now on these, the first that fits. */
  answers(...routes: Route[]): void;
  /** Paths asked for since the answers were last changed. */
  asked(): readonly string[];
  close(): Promise<void>;
}

export async function startRecorded(): Promise<RecordedNetwork> {
  let routes: Route[] = [];
  let asked: string[] = [];
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const path = request.url ?? '';
      asked.push(path);
      const answer = routes.find(([pattern]) => pattern.test(path))?.[1];
      response.writeHead(answer?.status ?? 404, answer?.headers ?? {});
      response.end(answer?.body ?? '');
    });
  });
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers(...given) {
      routes = given;
      asked = [];
    },
    asked: () => asked,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Files of one network hold the whole answer, those of the others its body. */
export function recordedAt(path: string): Recorded {
  const text = read(path);
  const whole = JSON.parse(text) as {
    http_status?: number;
    headers?: Record<string, string>;
    body?: unknown;
  };
  if (whole.http_status === undefined) return { status: 200, headers: {}, body: text };
  const body = typeof whole.body === 'string' ? whole.body : JSON.stringify(whole.body);
  return { status: whole.http_status, headers: whole.headers ?? {}, body };
}

const FILES = { 'a.jpg': Buffer.from('abcd'), 'a.pdf': Buffer.from('abcd'), 'a.ogg': Buffer.from('abcd') };

export const file = (kind: OutboundFile['kind'], name: keyof typeof FILES, mime: string): OutboundFile => ({
  kind,
  key: name,
  name,
  mime,
  size: 4,
});

const accounts: Record<string, { channel: Channel; settings: object; chat: string }> = {
  telegram: {
    channel: telegram,
    settings: { token: '7100000001:AAExampleTokenForTests-0123456789abcdef' },
    chat: '5823014977',
  },
  vk: {
    channel: vk,
    settings: { token: 'vk1.a.example-community-token', groupId: 224433110 },
    chat: '712345678',
  },
  viber: {
    channel: viber,
    settings: { token: '445da6az1s345z78-dazcczb2542zv51a-e0vc5fva17480im9' },
    chat: 'jc9HsWTZ2Yf2NkRZ8KcNug==',
  },
};

/** An account of the network with this name, and the chat it writes to. */
export function accountOf(name: string) {
  const found = accounts[name];
  if (found === undefined) throw new Error(`No answers of ${name} are recorded.`);
  return { ...found, chat: chatId(found.chat) };
}

export function adapterOf(name: string, origin: string, extra: Partial<AdapterHost> = {}): ChannelAdapter {
  const { channel, settings } = accountOf(name);
  const parsed = channel.parseSettings({ ...settings, apiRoot: origin });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return channel.createAdapter(adapterHost(parsed.settings, { files: FILES, ...extra }));
}

/** One message on its way; what was refused is the answer, too. */
export async function sendThrough(
  name: string,
  origin: string,
  files: OutboundFile[] = [],
): Promise<SendResult | ChannelError> {
  const { channel, chat } = accountOf(name);
  const message = { id: '0123456789abcdef01234567', chat, text: plain('hello'), files, createdAt: 1 };
  const { parts } = channel.codec.encode(message, { id: accountId('a') });
  return adapterOf(name, origin)
    .send({ message, parts, doneParts: [] }, never)
    .catch((error: ChannelError) => error);
}
