import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelAdapter } from '../../channels/contract.ts';
import { ChannelError, type SentPart } from '../../channels/errors.ts';
import { accountId, chatId, messageKey } from '../../channels/ids.ts';
import type { Encoded } from '../../channels/outbound.ts';
import type { House } from '../house.ts';
import type { AccountDoc } from '../store/accounts.ts';
import { enterState, keepLock, noteParts } from '../store/deliveries.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { announceMessage } from './announce.ts';
import { outboundOf } from './outgoing.ts';
import { applyHeard } from './receipts.ts';
import type { Turn } from './turnstile.ts';

export interface AttemptGiven {
  house: House;
  account: AccountDoc;
  adapter: ChannelAdapter;
  encoded: Encoded;
  worker: string;
  lockMs: number;
  /** Ends the attempt from outside. */
  signal: AbortSignal;
  /** A place in the limits for one part. */
  nextTurn(chat: string, weight: number): Promise<Turn>;
}

export type Attempted =
  | { kind: 'sent' }
  | { kind: 'awaiting-echo' }
  /** The rest has to wait for its place in the limits for longer than a lock should be held. */
  | { kind: 'postponed'; at: number }
  | { kind: 'lost' }
  | { kind: 'failed'; error: ChannelError };

/**
 * Sends the parts that are not known to be with the network, one call each, and notes each before the next goes
 * out: whatever happens in between, no part goes twice because of it.
 */
export async function attempt(given: AttemptGiven, doc: MessageDoc): Promise<Attempted> {
  const { house, adapter, encoded, worker, lockMs } = given;
  const { messages } = house.store;
  const message = outboundOf(doc);
  const done: SentPart[] = [...(doc.delivery?.parts ?? [])];
  // Parts the network has taken without naming their ids yet: as done for the adapter as any other.
  const unnamed: SentPart[] = [];
  const isDone = (index: number) => done.some((part) => part.index === index);
  const open = encoded.parts.map((_, index) => index).filter((index) => !isDone(index));
  for (const [nth, index] of open.entries()) {
    if (isDone(index)) continue;
    const turn = await given.nextTurn(message.chat, encoded.parts[index]?.weight ?? 1);
    if ('notBefore' in turn) {
      if (unnamed.length > 0) return { kind: 'awaiting-echo' };
      return { kind: 'postponed', at: turn.notBefore };
    }
    const { slot, startAt } = turn;
    const lockedUntil = new Date(house.clock.now() + lockMs);
    if (!(await keepLock(messages, doc._id, worker, lockedUntil, true))) {
      slot.refund();
      return { kind: 'lost' };
    }
    await until(startAt, () => house.clock.now());
    slot.started(house.clock.now());
    try {
      const parts = encoded.parts.slice(0, index + 1);
      const result = await adapter.send({ message, parts, doneParts: [...done, ...unnamed] }, given.signal);
      slot.settled(house.clock.now());
      if (result.kind === 'awaiting-echo') unnamed.push({ index, ids: [] });
      else {
        const fresh = result.parts.filter((part) => !isDone(part.index));
        done.push(...fresh);
        if (nth < open.length - 1) await note(given, doc, fresh, { 'delivery.onWire': unnamed.length > 0 });
      }
    } catch (thrown) {
      slot.settled(house.clock.now());
      const error = asChannelError(thrown);
      const fresh = error.sentParts.filter((part) => !isDone(part.index));
      await note(given, doc, fresh);
      return { kind: 'failed', error: unnamed.length > 0 ? inDoubt(error) : error };
    }
  }
  if (unnamed.length > 0) {
    await note(given, doc, done);
    return { kind: 'awaiting-echo' };
  }
  await finish(given, doc, done);
  return { kind: 'sent' };
}

/** A timer may ring a millisecond early by the clock on the wall, and networks count by theirs. */
async function until(at: number, now: () => number): Promise<void> {
  for (let left = at - now(); left > 0; left = at - now()) await sleep(Math.ceil(left));
}

/** Everything an adapter throws that is no ChannelError means that nothing is known. */
function asChannelError(thrown: unknown): ChannelError {
  if (thrown instanceof ChannelError) return thrown;
  const message = thrown instanceof Error ? thrown.name : 'unknown';
  return new ChannelError('unknown', `Unexpected: ${message}`, { certainty: 'maybe-sent', cause: thrown });
}

/** Whatever was said of this part, an earlier one is with the network and would go out again with a next try. */
function inDoubt(error: ChannelError): ChannelError {
  return new ChannelError(error.code, error.message, { certainty: 'maybe-sent', cause: error });
}

/** The keys by which these parts are known from now on. */
export function keysOf(account: string, chat: string, parts: readonly SentPart[]): string[] {
  return parts.flatMap((part) => part.ids.map((id) => messageKey(accountId(account), chatId(chat), id)));
}

async function note(
  given: AttemptGiven,
  doc: MessageDoc,
  parts: readonly SentPart[],
  set: Record<string, unknown> = {},
): Promise<void> {
  const { house, account } = given;
  const keys = keysOf(account._id, doc.chat ?? '', parts);
  await withKeys(given, keys, (usable) => noteParts(house.store.messages, doc._id, parts, usable, set));
}

/** The last part is with the network: note it and enter `sent` in one step, then what was heard ahead. */
async function finish(given: AttemptGiven, doc: MessageDoc, parts: readonly SentPart[]): Promise<void> {
  const { house, account } = given;
  const { messages } = house.store;
  const keys = keysOf(account._id, doc.chat ?? '', parts);
  const at = new Date(house.clock.now());
  const sent = await withKeys(given, keys, (usable) =>
    enterState(messages, doc._id, 'sent', at, {
      // What was written for later was said only now.
      set: { 'delivery.parts': parts, ...(doc.delivery?.sendAt && { sentAt: at }) },
      unset: ['delivery.reason', 'delivery.detail'],
      keys: usable,
    }),
  );
  if (sent === null) {
    // Swept, bounced or settled by an echo meanwhile: the state stands, the ids are kept.
    await note(given, doc, parts);
    return;
  }
  await announceMessage(house, sent);
  if (sent.delivery?.heard) await applyHeard(house, account, sent);
}

/** The store may be away for a while; what the network has said is not given up before this. */
const PERSIST_MS = 120_000;
const PERSIST_PAUSE_MS = 500;

/**
 * Writes what became of a send, again and again while the store is away: once forgotten, it could only be guessed.
 * An echo that came first may hold the keys already, as a message of its own; then ours goes on without them.
 */
async function withKeys<T>(
  given: AttemptGiven,
  keys: readonly string[],
  write: (usable: readonly string[]) => Promise<T>,
): Promise<T> {
  const { log, clock } = given.house;
  const end = clock.now() + PERSIST_MS;
  let usable = keys;
  for (;;) {
    try {
      return await write(usable);
    } catch (error) {
      if (isDuplicate(error) && usable.length > 0) {
        log.warn({ account: given.account._id }, 'a sent message was shown by its network first');
        usable = [];
        continue;
      }
      if (clock.now() >= end || given.signal.aborted) throw error;
      log.warn({ err: error }, 'the outcome of a send is not stored yet');
      await sleep(PERSIST_PAUSE_MS);
    }
  }
}
