import { setTimeout as sleep } from 'node:timers/promises';
import type { Capabilities } from '../../../channels/capabilities.ts';
import type { AdapterHost, ChannelAdapter, Envelope, InboundSink } from '../../../channels/contract.ts';
import { ChannelError, type SentPart } from '../../../channels/errors.ts';
import { chatId, externalId, userId } from '../../../channels/ids.ts';
import type { OutboundPart } from '../../../channels/outbound.ts';
import type { Queued, ToyNetwork } from './network.ts';

const RETRY_MS = 20;

/** Connects one account to the toy network. Optional members follow the capabilities. */
export function toyAdapter(
  host: AdapterHost,
  network: ToyNetwork,
  capabilities: Capabilities,
): ChannelAdapter {
  const address = (host.settings as { address: string }).address;
  const stopping = new AbortController();
  let intake: Promise<void> | undefined;

  const adapter: ChannelAdapter = {
    start: async (sink, signal) => {
      (signal as AbortSignal).addEventListener('abort', () => stopping.abort());
      sink.report({ state: 'connecting' });
      sink.learn({ self: address, name: `Toy ${address}` });
      sink.report({ state: 'online' });
      intake = pump(network, address, sink, host, stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      await intake;
    },
    send: async ({ message, parts, doneParts }, signal) => {
      const done = new Set(doneParts.map((part) => part.index));
      const sent: SentPart[] = [];
      let waiting = false;
      for (const [index, part] of parts.entries()) {
        if (done.has(index)) continue;
        try {
          const id = await callFor(part, message.chat, signal as AbortSignal);
          if (id === undefined) waiting = true;
          else sent.push({ index, ids: [externalId(id)] });
        } catch (error) {
          if (!(error instanceof ChannelError) || sent.length === 0) throw error;
          const { code, certainty, retryAfterMs } = error;
          throw new ChannelError(code, error.message, {
            certainty,
            sentParts: sent,
            cause: error,
            ...(retryAfterMs !== undefined && { retryAfterMs }),
          });
        }
      }
      return waiting ? { kind: 'awaiting-echo' } : { kind: 'accepted', parts: sent };
    },
    openMedia: async (ref) => {
      const fault = network.mediaFaults.shift();
      if (fault) throw fault;
      const bytes = network.blobs.get(String(ref.blob));
      if (bytes === undefined)
        throw new ChannelError('unsupported', 'The file is gone', { certainty: 'not-sent' });
      return { stream: pieces(bytes), size: bytes.length };
    },
  };

  async function callFor(part: OutboundPart, chat: string, signal: AbortSignal): Promise<string | undefined> {
    const files: { name: string; bytes: number }[] = [];
    for (const file of part.files) {
      let bytes = 0;
      for await (const piece of host.readFile(file)) bytes += piece.length;
      files.push({ name: file.name, bytes });
    }
    const { key, text } = part.body;
    const call = { account: address, chat, key: String(key), text: String(text), files, body: part.body };
    return network.call(call, signal);
  }

  const own = (chat: string, id: string) => {
    const found = network.taken.find((taken) => taken.chat === chat && taken.id === id);
    if (found === undefined) throw new ChannelError('rejected', 'No such message', { certainty: 'not-sent' });
    return found;
  };
  if (capabilities.edit) {
    adapter.edit = async (chat, id, message) => {
      own(chat, id).edited = message.text.text;
    };
  }
  if (capabilities.remove) {
    adapter.remove = async (chat, ids) => {
      for (const id of ids) own(chat, id).removed = true;
    };
  }
  if (capabilities.typing.send)
    adapter.typing = async (chat) => void network.gestures.push({ kind: 'typing', chat });
  if (capabilities.markRead) {
    adapter.markRead = async (chat, id) => void network.gestures.push({ kind: 'read', chat, id });
  }
  if (capabilities.reactions.send) {
    adapter.react = async (chat, id, [emoji = '']) =>
      void network.gestures.push({ kind: 'reaction', chat, id, emoji });
  }
  if (capabilities.profile)
    adapter.profile = async (user) => ({ id: userId(user), name: `Profile of ${user}` });
  if (capabilities.history) adapter.history = async function* () {};
  if (capabilities.buttons.support === 'native') {
    adapter.answerButton = async (token) => void network.gestures.push({ kind: 'answer', id: token });
  }
  return adapter;
}

async function pump(
  network: ToyNetwork,
  address: string,
  sink: InboundSink,
  host: AdapterHost,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const queued = await network.next(address, signal);
    if (queued === undefined) return;
    try {
      await sink.accept([envelopeOf(queued, host.now())]);
      network.confirm(queued);
    } catch {
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** The toy network's envelope of one queued update. */
export function envelopeOf(queued: Queued, receivedAt: number): Envelope {
  const bytes = typeof queued.raw === 'string' ? queued.raw : JSON.stringify(queued.raw);
  return { key: queued.key, lane: chatId(queued.lane), bytes: new TextEncoder().encode(bytes), receivedAt };
}

async function* pieces(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 64_000) yield bytes.subarray(at, at + 64_000);
}
