import type { AdapterHost, ChannelState, Envelope, InboundSink } from '../../channels/contract.ts';
import { accountId } from '../../channels/ids.ts';

export interface RecordedSink extends InboundSink {
  envelopes: Envelope[];
  states: ChannelState[];
  facts: { self?: string; name?: string; aliases?: string[] };
  cursor: Readonly<Record<string, unknown>> | undefined;
  /** While set, `accept` rejects with it: the store is away. */
  refusal: Error | undefined;
  /** Resolves when so many different envelopes are stored. */
  holding(count: number): Promise<Envelope[]>;
  /** Resolves with the first state of that name, past or future. */
  reached(state: ChannelState['state']): Promise<ChannelState>;
}

/** A sink that keeps what it is given once, as the store does by its unique key. */
export function recordingSink(): RecordedSink {
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const check of [...waiting]) check();
  };
  const until = <T>(found: () => T | undefined) =>
    new Promise<T>((resolve) => {
      const check = () => {
        const value = found();
        if (value === undefined) return;
        waiting.delete(check);
        resolve(value);
      };
      waiting.add(check);
      check();
    });
  const sink: RecordedSink = {
    envelopes: [],
    states: [],
    facts: {},
    cursor: undefined,
    refusal: undefined,
    async accept(envelopes) {
      if (sink.refusal !== undefined) throw sink.refusal;
      const known = new Set(sink.envelopes.map((envelope) => envelope.key));
      sink.envelopes.push(...envelopes.filter((envelope) => !known.has(envelope.key)));
      wake();
    },
    report(state) {
      sink.states.push(state);
      wake();
    },
    learn(facts) {
      sink.facts = { ...sink.facts, ...facts };
    },
    async saveCursor(cursor) {
      sink.cursor = cursor;
    },
    holding: (count) => until(() => (sink.envelopes.length >= count ? sink.envelopes : undefined)),
    reached: (name) => until(() => sink.states.find((state) => state.state === name)),
  };
  return sink;
}

/** A host for one account with nothing behind it but the given files. */
export function adapterHost(
  settings: unknown,
  extra: Partial<AdapterHost> & { files?: Record<string, Uint8Array> } = {},
): AdapterHost {
  const { files = {}, ...rest } = extra;
  return {
    account: { id: accountId('account-1') },
    settings,
    cursor: undefined,
    webhookUrl: undefined,
    async *readFile(file) {
      const bytes = files[file.key];
      if (bytes === undefined) throw new Error(`no file ${file.key}`);
      yield bytes;
    },
    publicLink: undefined,
    now: Date.now,
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
    ...rest,
  };
}
