import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Capabilities } from '../../channels/capabilities.ts';
import type { AdapterHost, Channel, ChannelAdapter } from '../../channels/contract.ts';
import { type Certainty, ChannelError, type ChannelErrorCode } from '../../channels/errors.ts';
import type { ChatId } from '../../channels/ids.ts';
import type { OutboundMessage } from '../../channels/outbound.ts';
import { plain } from '../../channels/richtext.ts';
import { adapterHost, type RecordedSink, recordingSink } from '../support/adapter-host.ts';

/** What can go wrong with a send, as the network does it. */
export const NETWORK_FAULTS = {
  'rate-limited': { codes: ['rate_limited'], certainty: 'not-sent' },
  'recipient-blocked': { codes: ['recipient_blocked'], certainty: 'not-sent' },
  'recipient-unknown': { codes: ['recipient_unknown'], certainty: 'not-sent' },
  unauthorised: { codes: ['unauthorised'], certainty: 'not-sent' },
  refused: { codes: ['rejected', 'unsupported'], certainty: 'not-sent' },
  'too-large': { codes: ['too_large'], certainty: 'not-sent' },
  unreachable: { codes: ['unreachable_network'], certainty: 'not-sent' },
  /** Taken by the network; the connection ends before it says so. */
  'answer-lost': { codes: ['unreachable_network', 'unknown'], certainty: 'maybe-sent' },
} as const satisfies Record<string, { codes: readonly ChannelErrorCode[]; certainty: Certainty }>;
export type NetworkFault = keyof typeof NETWORK_FAULTS;

/** A simulated network with one account on it. */
export interface NetworkUnderTest {
  /** Settings of the account as a person would enter them. */
  settings: unknown;
  /** Someone who has written before, so that we may write to them. */
  chat: ChatId;
  /** A client writes; resolves when the network has it, whether or not anybody took it. */
  writes(text: string): Promise<void>;
  /** Whether the network has been told that everything so far has arrived. */
  allConfirmed(): boolean;
  /** Hands out again what was confirmed before, as networks do after a lost confirmation. Absent where none does. */
  redeliver?(): Promise<void>;
  /** The texts the network holds of ours, in order. */
  sent(): readonly string[];
  /** The next send suffers this. */
  fail(fault: NetworkFault): void;
  close(): Promise<void>;
}

export interface AdapterDescriptor {
  name: string;
  channel: Channel;
  /** Which faults the network knows. */
  faults: readonly NetworkFault[];
  /** Words that must not occur in an error: the account's secrets. */
  secrets: readonly string[];
  open(): Promise<NetworkUnderTest>;
  /** Facts of the host beyond the usual. */
  host?: Partial<AdapterHost>;
}

/** Which optional member stands for which capability. */
const MEMBERS: Readonly<Record<string, (capabilities: Capabilities) => boolean>> = {
  edit: (can) => can.edit !== undefined,
  remove: (can) => can.remove !== undefined,
  typing: (can) => can.typing.send,
  markRead: (can) => can.markRead,
  react: (can) => can.reactions.send,
  profile: (can) => can.profile,
  history: (can) => can.history,
};

/** Everything an adapter owes, whatever its network. */
export function adapterContract(descriptor: AdapterDescriptor): void {
  const { name, channel, faults, secrets } = descriptor;
  const { capabilities } = channel.codec;

  describe(`${name}: adapter`, () => {
    let network: NetworkUnderTest;
    let adapter: ChannelAdapter;
    let sink: RecordedSink;
    const abort = new AbortController();

    beforeEach(async () => {
      network = await descriptor.open();
      const parsed = channel.parseSettings(network.settings);
      if (!parsed.ok) throw new Error(`settings: ${JSON.stringify(parsed.problems)}`);
      adapter = channel.createAdapter(adapterHost(parsed.settings, descriptor.host));
      sink = recordingSink();
    });
    afterEach(async () => {
      await adapter.stop();
      await network.close();
    });

    const until = async (condition: () => boolean) => {
      while (!condition()) await new Promise((go) => setTimeout(go, 10));
    };
    const messageWith = (text: string, id = '0123456789abcdef01234567'): OutboundMessage => {
      return { id, chat: network.chat, text: plain(text), files: [], createdAt: Date.now() };
    };
    const send = (message: OutboundMessage) => {
      const { parts } = channel.codec.encode(message, { id: 'account-1' as never });
      return adapter.send({ message, parts, doneParts: [] }, abort.signal);
    };
    const failureOf = async (work: Promise<unknown>): Promise<ChannelError> => {
      const thrown = await work.then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(thrown).toBeInstanceOf(ChannelError);
      return thrown as ChannelError;
    };

    it('has an optional member if and only if the capability is declared', () => {
      for (const [member, declared] of Object.entries(MEMBERS)) {
        expect([member, typeof adapter[member as keyof ChannelAdapter] === 'function']).toEqual([
          member,
          declared(capabilities),
        ]);
      }
    });

    it('confirms to the network only what is stored', async () => {
      sink.refusal = new Error('the store is away');
      await adapter.start(sink, abort.signal);
      await network.writes('first');
      await new Promise((go) => setTimeout(go, 150));
      expect(network.allConfirmed()).toBe(false);
      expect(sink.envelopes).toHaveLength(0);
      sink.refusal = undefined;
      await until(() => sink.envelopes.length > 0);
      await until(() => network.allConfirmed());
      const events = await decodeAll(channel, sink);
      expect(events.map((event) => event.kind === 'message' && event.content.text.text)).toContain('first');
    });

    it('keeps the order of a chat and the same lane for it', async () => {
      await adapter.start(sink, abort.signal);
      for (const text of ['one', 'two', 'three']) await network.writes(text);
      await sink.holding(3);
      const events = await decodeAll(channel, sink);
      const texts = events.flatMap((event) => (event.kind === 'message' ? event.content.text.text : []));
      expect(texts).toEqual(['one', 'two', 'three']);
      expect(new Set(sink.envelopes.map((envelope) => envelope.key)).size).toBe(3);
    });

    it('gives a redelivered payload the key it had', async () => {
      await adapter.start(sink, abort.signal);
      await network.writes('once');
      await sink.holding(1);
      await until(() => network.allConfirmed());
      await network.redeliver?.();
      await until(() => network.allConfirmed());
      expect(sink.envelopes).toHaveLength(1);
    });

    it('stops twice without complaint and takes nothing afterwards', async () => {
      await adapter.start(sink, abort.signal);
      await sink.reached('online');
      await adapter.stop();
      await adapter.stop();
      await network.writes('late');
      await new Promise((go) => setTimeout(go, 100));
      expect(sink.envelopes).toHaveLength(0);
    });

    it('sends, and names the ids of each part', async () => {
      const result = await send(messageWith('hello there'));
      expect(network.sent()).toEqual([expect.stringContaining('hello there')]);
      if (result.kind === 'accepted') {
        expect(result.parts.map((part) => part.index)).toEqual([0]);
        for (const part of result.parts) expect(part.ids.length).toBeGreaterThan(0);
      }
    });

    it('leaves out the parts that are done', async () => {
      const words = Array.from({ length: capabilities.text.maxLength }, () => 'y').join('');
      const message = messageWith(`${words} end`);
      const { parts } = channel.codec.encode(message, { id: 'account-1' as never });
      if (parts.length < 2) return;
      const doneParts = parts.slice(0, -1).map((_, index) => ({ index, ids: [] }));
      await adapter.send({ message, parts, doneParts }, abort.signal);
      expect(network.sent()).toHaveLength(1);
    });

    it.each(faults)('tells %s as what it is, without a secret', async (fault) => {
      network.fail(fault);
      const error = await failureOf(send(messageWith('doomed')));
      const { codes, certainty } = NETWORK_FAULTS[fault];
      expect(codes).toContain(error.code);
      expect(error.certainty).toBe(certainty);
      if (fault === 'rate-limited') expect(error.retryAfterMs).toBeGreaterThan(0);
      const said = `${error.message} ${error.stack} ${String(error.cause)}`;
      for (const secret of [...secrets, 'doomed']) expect(said).not.toContain(secret);
      expect(network.sent().length).toBeLessThanOrEqual(fault === 'answer-lost' ? 1 : 0);
    });

    if (capabilities.idempotentSend === 'key') {
      it('is recognised when it sends the same message again', async () => {
        await send(messageWith('same'));
        await send(messageWith('same'));
        expect(network.sent()).toHaveLength(1);
      });
    }
  });
}

async function decodeAll(channel: Channel, sink: RecordedSink) {
  const events = [];
  for (const envelope of sink.envelopes) {
    const raw = await channel.readRaw(envelope.bytes, envelope.meta);
    events.push(...channel.codec.decode(raw, { id: 'account-1' as never }));
  }
  return events;
}
