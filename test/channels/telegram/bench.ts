import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';
import { createTelegramAdapter } from '../../../adapters/telegram/adapter.ts';
import { telegram } from '../../../adapters/telegram/index.ts';
import { PACE, type Pace } from '../../../adapters/telegram/pace.ts';
import type {
  AdapterHost,
  ChannelAdapter,
  ChannelState,
  Envelope,
  InboundSink,
} from '../../../channels/contract.ts';
import type { InboundEvent } from '../../../channels/events.ts';
import { accountId, chatId } from '../../../channels/ids.ts';
import type { OutboundMessage } from '../../../channels/outbound.ts';
import { plain } from '../../../channels/richtext.ts';
import type { TelegramSimulator } from '../../simulators/telegram/index.ts';

export const FAST: Pace = {
  ...PACE,
  first: 5,
  longest: 40,
  conflict: 30,
  refused: 30,
  stable: 50,
  health: 20,
  poll: 2_000,
};
/** Waits for what comes true by itself; only a stuck test takes this long. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, 20_000);

export const never = new AbortController().signal;

/** What would be on disk: envelopes by key, the first one wins. */
export class Store implements InboundSink {
  readonly kept = new Map<string, Envelope>();
  readonly order: string[] = [];
  readonly states: ChannelState[] = [];
  learnt: { self?: string; name?: string; aliases?: string[] } = {};
  /** Set to make `accept` fail, or die after storing. */
  failure: 'before' | 'after' | undefined;

  async accept(envelopes: Envelope[]): Promise<void> {
    if (this.failure === 'before') throw new Error('disk full');
    for (const envelope of envelopes) {
      if (this.kept.has(envelope.key)) continue;
      this.kept.set(envelope.key, envelope);
      this.order.push(envelope.key);
    }
    if (this.failure === 'after') throw new Error('died');
  }

  report(state: ChannelState): void {
    this.states.push(state);
  }

  learn(facts: { self?: string; name?: string; aliases?: string[] }): void {
    this.learnt = { ...this.learnt, ...facts };
  }

  async saveCursor(): Promise<void> {}

  /** Everything stored, decoded as the house would. */
  async events(): Promise<InboundEvent[]> {
    const account = {
      id: accountId('a1'),
      ...(this.learnt.self ? { self: this.learnt.self } : {}),
      settings: {},
    };
    const all: InboundEvent[] = [];
    for (const { bytes, meta } of this.kept.values()) {
      all.push(...telegram.codec.decode(await telegram.readRaw(bytes, meta), account));
    }
    return all;
  }

  async texts(): Promise<string[]> {
    const events = await this.events();
    return events.flatMap((event) => (event.kind === 'message' ? [event.content.text.text] : []));
  }
}

export interface Bench {
  adapter: ChannelAdapter;
  store: Store;
  logs: string[];
  stop(): Promise<void>;
}

export function bench(
  simulator: Pick<TelegramSimulator, 'url' | 'token'>,
  change: { settings?: object; store?: Store; webhookUrl?: string; files?: Record<string, Uint8Array> } = {},
): Bench {
  const parsed = telegram.parseSettings({
    token: simulator.token,
    apiRoot: simulator.url,
    ...change.settings,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const logs: string[] = [];
  const log = (facts: object, message: string) => void logs.push(`${message} ${JSON.stringify(facts)}`);
  const host: AdapterHost = {
    account: { id: accountId('a1'), settings: { apiRoot: simulator.url } },
    settings: parsed.settings,
    cursor: undefined,
    webhookUrl: change.webhookUrl,
    publicLink: undefined,
    readFile: async function* (file) {
      const bytes = change.files?.[file.key];
      if (bytes === undefined) throw new Error('no such file');
      yield bytes.subarray(0, 3);
      yield bytes.subarray(3);
    },
    now: Date.now,
    log: { debug: log, info: log, warn: log },
  };
  const adapter = createTelegramAdapter(host, FAST);
  return { adapter, store: change.store ?? new Store(), logs, stop: () => adapter.stop() };
}

export function outbound(chat: number | string, change: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    id: 'm1',
    chat: chatId(String(chat)),
    text: plain('Добрый день!'),
    files: [],
    createdAt: 1,
    ...change,
  };
}

/** Encodes and sends as the delivery would. */
export function dispatch(adapter: ChannelAdapter, message: OutboundMessage, doneParts: never[] = []) {
  const { parts } = telegram.codec.encode(message, { id: accountId('a1'), settings: {} });
  return adapter.send({ message, parts, doneParts }, never);
}

/** A service's own HTTP door, handing requests to an adapter that may be replaced meanwhile. */
export async function door(adapter: () => ChannelAdapter | undefined) {
  const server = createServer(async (request, response) => {
    const answer = await adapter()?.webhook?.({
      headers: request.headers,
      query: {},
      body: await bytesOf(request),
    });
    response.writeHead(answer?.status ?? 503).end(answer?.body ?? '');
  });
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks/telegram/a1`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function bytesOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
