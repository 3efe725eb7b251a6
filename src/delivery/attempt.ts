import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelAdapter } from '../../channels/contract.ts';
import { ChannelError, type SentPart } from '../../channels/errors.ts';
import type { Encoded } from '../../channels/outbound.ts';
import { keepLock } from '../store/deliveries.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { finishSent, type NoteGiven, noteSent } from './note-sent.ts';
import { outboundOf } from './outgoing.ts';
import type { Turn } from './turnstile.ts';

export interface AttemptGiven extends NoteGiven {
  adapter: ChannelAdapter;
  encoded: Encoded;
  worker: string;
  lockMs: number;
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
        if (nth < open.length - 1)
          await noteSent(given, doc, fresh, { 'delivery.onWire': unnamed.length > 0 });
      }
    } catch (thrown) {
      slot.settled(house.clock.now());
      const error = asChannelError(thrown);
      const fresh = error.sentParts.filter((part) => !isDone(part.index));
      await noteSent(given, doc, fresh);
      return { kind: 'failed', error: unnamed.length > 0 ? inDoubt(error) : error };
    }
  }
  if (unnamed.length > 0) {
    await noteSent(given, doc, done);
    return { kind: 'awaiting-echo' };
  }
  await finishSent(given, doc, done);
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
