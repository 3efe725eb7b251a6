import { ChannelError, type ChannelErrorCode, type ChannelErrorDetails } from '../../../channels/errors.ts';
import type { ToyUpdate, ToyUpdateInput } from './payload.ts';
import { toyUpdate } from './payload.ts';

/** What one call to the toy network shall suffer. */
export type ToyFault =
  | ({
      error: ChannelErrorCode /** The network takes the part all the same. */;
      taken?: boolean;
    } & ChannelErrorDetails)
  /** The part is taken, no answer ever comes; ends when the caller gives up. */
  | { hang: true; taken?: boolean }
  /** The part is taken; the ids come only with an echo, which the test pushes by hand. */
  | { awaitEcho: true };

/** One call as the network sees it. */
export interface ToyCall {
  account: string;
  chat: string;
  key: string;
  text: string;
  files: { name: string; bytes: number }[];
  body: Readonly<Record<string, unknown>>;
  /** Which call of the whole network this is, from 0. */
  nth: number;
}

/** A part that the network has. */
export interface ToyTaken extends ToyCall {
  id: string;
  at: number;
  edited?: string;
  removed?: boolean;
}

export interface ToyNetworkOptions {
  now?: () => number;
  /** Same key, same message: the network recognises a repeat. */
  idempotent?: boolean;
  /** Enforced over every window of one second; above it a call is answered with `rate_limited`. */
  limit?: { perSecond: number; perChatPerSecond: number };
  /** Milliseconds until a call is answered. */
  latencyMs?: number;
}

/** The network's own state, outliving every adapter; tests read and bend it. */
export interface ToyNetwork {
  /** Everything taken, in order. */
  readonly taken: ToyTaken[];
  readonly calls: ToyCall[];
  /** Calls that were refused because of `limit`. */
  readonly provoked: () => number;
  readonly blobs: Map<string, Uint8Array>;
  /** Small signs of ours that people on the network saw, in order. */
  readonly gestures: {
    kind: 'typing' | 'read' | 'reaction' | 'answer';
    chat?: string;
    id?: string;
    emoji?: string;
  }[];
  /** Media that cannot be had now; each fetch uses one entry up. */
  readonly mediaFaults: ChannelError[];
  /** Asked for each call; the first defined answer decides. */
  onCall: (call: ToyCall) => ToyFault | undefined;
  /** The next calls suffer these, in order, before `onCall` is asked. */
  failNext(...faults: (ToyFault | undefined)[]): void;
  /** A payload for an account; kept until an adapter has confirmed it. */
  push(update: ToyUpdateInput, account?: string): ToyUpdate;
  /** Anything at all, for what must not be understood. */
  pushRaw(raw: unknown, account?: string, chat?: string): void;
  /** Hands confirmed updates out again, as networks do after a lost confirmation. */
  redeliver(): void;
  /** Resolves once every pushed update is confirmed. */
  confirmed(): Promise<void>;
  /** For the adapter: waits for the next unconfirmed update; undefined when the signal aborts. */
  next(account: string, signal: AbortSignal): Promise<Queued | undefined>;
  confirm(queued: Queued): void;
  call(call: Omit<ToyCall, 'nth'>, signal: AbortSignal): Promise<string | undefined>;
}

export interface Queued {
  key: string;
  lane: string;
  account: string;
  raw: unknown;
}

/** An in-memory network with switchable faults. */
export function createToyNetwork(options: ToyNetworkOptions = {}): ToyNetwork {
  const now = options.now ?? Date.now;
  const taken: ToyTaken[] = [];
  const calls: ToyCall[] = [];
  const faults: (ToyFault | undefined)[] = [];
  const byKey = new Map<string, string>();
  const queue: Queued[] = [];
  const done: Queued[] = [];
  const waiters = new Set<() => void>();
  const ids = new Map<string, number>();
  const limiter = createWindow(options.limit, now);
  let provoked = 0;
  let updates = 0;

  const wake = () => {
    for (const waiter of [...waiters]) waiter();
  };
  const changed = (signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      const finish = () => {
        waiters.delete(finish);
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      waiters.add(finish);
      signal?.addEventListener('abort', finish);
    });
  const enqueue = (raw: unknown, account: string, lane: string) => {
    updates += 1;
    queue.push({ key: `u${updates}`, lane, account, raw });
    wake();
  };
  const take = (call: ToyCall): string => {
    const known = options.idempotent ? byKey.get(call.key) : undefined;
    if (known !== undefined) return known;
    const number = (ids.get(call.chat) ?? 0) + 1;
    ids.set(call.chat, number);
    const id = `m${number}`;
    byKey.set(call.key, id);
    taken.push({ ...call, id, at: now() });
    return id;
  };

  const network: ToyNetwork = {
    taken,
    calls,
    provoked: () => provoked,
    gestures: [],
    blobs: new Map(),
    mediaFaults: [],
    onCall: () => undefined,
    failNext: (...next) => void faults.push(...next),
    push: (input, account = 'main') => {
      const update = toyUpdate.parse(input);
      enqueue(update, account, 'chat' in update && update.chat ? update.chat : 'account');
      return update;
    },
    pushRaw: (raw, account = 'main', chat = 'account') => enqueue(raw, account, chat),
    redeliver: () => {
      queue.push(...done.splice(0));
      wake();
    },
    confirmed: async () => {
      while (queue.length > 0) await changed();
    },
    next: async (account, signal) => {
      while (!signal.aborted) {
        const found = queue.find((queued) => queued.account === account);
        if (found) return found;
        await changed(signal);
      }
      return undefined;
    },
    confirm: (queued) => {
      const at = queue.indexOf(queued);
      if (at >= 0) done.push(...queue.splice(at, 1));
      wake();
    },
    call: async (input, signal) => {
      const call = { ...input, nth: calls.length };
      calls.push(call);
      const wait = limiter(call.chat);
      if (options.latencyMs) await new Promise((resolve) => setTimeout(resolve, options.latencyMs));
      if (wait > 0) {
        provoked += 1;
        throw new ChannelError('rate_limited', 'Too many calls', {
          certainty: 'not-sent',
          retryAfterMs: wait,
        });
      }
      const fault = (faults.length > 0 ? faults.shift() : undefined) ?? network.onCall(call);
      if (fault === undefined) return take(call);
      if ('awaitEcho' in fault) {
        take(call);
        return undefined;
      }
      if (fault.taken) take(call);
      if ('error' in fault) throw new ChannelError(fault.error, `The network says ${fault.error}`, fault);
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      throw new ChannelError('unreachable_network', 'No answer', { certainty: 'maybe-sent' });
    },
  };
  return network;
}

/** Answers how many milliseconds a call comes too early; 0 counts it in. */
function createWindow(limit: ToyNetworkOptions['limit'], now: () => number): (chat: string) => number {
  const all: number[] = [];
  const perChat = new Map<string, number[]>();
  const excess = (log: number[], most: number, at: number): number => {
    while (log.length > 0 && (log[0] ?? 0) <= at - 1000) log.shift();
    return log.length >= most ? (log[0] ?? at) + 1000 - at : 0;
  };
  return (chat) => {
    if (limit === undefined) return 0;
    const at = now();
    const chatLog = perChat.get(chat) ?? [];
    perChat.set(chat, chatLog);
    const wait = Math.max(excess(all, limit.perSecond, at), excess(chatLog, limit.perChatPerSecond, at));
    if (wait > 0) return wait;
    all.push(at);
    chatLog.push(at);
    return 0;
  };
}
