import type { InboundEvent } from '../../channels/events.ts';
import type { House } from '../house.ts';
import { type EnvelopeProblem, setAside } from '../store/envelopes.ts';
import { applyMessages } from './arrivals.ts';
import { applyEdited, applyReaction, applyRemoved, type WaitsFor } from './changes.ts';
import { applyConnection } from './connections.ts';
import type { Letter } from './decode.ts';
import { applyReachability, applyTyping } from './reachability.ts';

export interface BatchResult {
  /** Message keys that are known since; whoever waits for one may come. */
  keys: string[];
  /** Envelopes laid aside until a message comes. */
  parked: { id: string; waitingFor: string }[];
  quarantined: number;
  /** Envelopes with which nothing is left to do; they have to be settled. */
  settled: string[];
}

/**
 * Applies letters in order: first every message, in few round trips, then what speaks about messages. Within a lane
 * that is the order of events, because what speaks of a message comes after it. Repeating it changes nothing, so a
 * crash at any point is mended by applying the same letters again.
 */
export async function applyLetters(house: House, letters: readonly Letter[]): Promise<BatchResult> {
  const keys = await applyMessages(house, letters);
  const result: BatchResult = { keys, parked: [], quarantined: 0, settled: [] };
  for (const letter of letters) {
    const { envelope } = letter;
    const waitingFor = await applyOthers(house, letter);
    if (waitingFor !== null) {
      await setAside(house.store.envelopes, envelope._id, { state: 'parked', waitingFor });
      result.parked.push({ id: envelope._id, waitingFor });
    } else if (letter.unknown !== undefined) {
      await quarantine(house, envelope._id, { code: 'unknown', detail: letter.unknown });
      result.quarantined += 1;
    } else result.settled.push(envelope._id);
  }
  return result;
}

/** Keeps an envelope visible and raw until a person or a newer version replays it. */
export function quarantine(house: House, id: string, problem: EnvelopeProblem): Promise<void> {
  const { version } = house;
  const noted = version === undefined ? problem : { ...problem, version };
  return setAside(house.store.envelopes, id, { state: 'quarantined', problem: noted });
}

async function applyOthers(house: House, letter: Letter): Promise<WaitsFor> {
  let waitsFor: WaitsFor = null;
  for (const event of letter.events) waitsFor = (await applyOther(house, letter, event)) ?? waitsFor;
  return waitsFor;
}

async function applyOther(
  house: House,
  { account, envelope }: Letter,
  event: InboundEvent,
): Promise<WaitsFor> {
  switch (event.kind) {
    case 'message':
    case 'unsupported':
      return null;
    case 'edited':
      return applyEdited(house, account, event);
    case 'removed':
      return applyRemoved(house, account, event);
    case 'reaction':
      return applyReaction(house, account, event);
    case 'receipt':
      await house.delivery.applyReceipt(account, event);
      return null;
    case 'reachability':
      await applyReachability(house, account, event, envelope.receivedAt);
      return null;
    case 'account':
      await applyConnection(house, account, event);
      return null;
    case 'typing':
      await applyTyping(house, account, event);
      return null;
  }
}
