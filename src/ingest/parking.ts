import type { House } from '../house.ts';
import { type EnvelopeDoc, openEnvelopes, reopen, settleEnvelopes } from '../store/envelopes.ts';
import { messagesByKeys } from '../store/messages.ts';

/** How long an edit or a reaction waits for a message that may never come. */
const WAIT_MS = 7 * 86_400_000;
const PAGE = 1000;

/** Keeps edits, removals and reactions that came before the message they speak of. */
export interface Parking {
  load(): Promise<void>;
  park(list: readonly { id: string; waitingFor: string }[]): void;
  /** Ids of those that waited for one of these messages; they are new again. */
  release(keys: readonly string[]): Promise<string[]>;
  /** Asks the store about messages that other processes brought, and gives up what waited too long. */
  sweep(): Promise<string[]>;
}

export function createParking(house: House): Parking {
  const { envelopes, messages } = house.store;
  const parked = new Map<string, string[]>();

  function park(list: readonly { id: string; waitingFor: string }[]): void {
    for (const { id, waitingFor } of list) {
      parked.set(waitingFor, [...(parked.get(waitingFor) ?? []).filter((other) => other !== id), id]);
    }
  }

  async function reopened(ids: readonly string[]): Promise<string[]> {
    const free: string[] = [];
    for (const id of ids) if (await reopen(envelopes, id, 'parked')) free.push(id);
    return free.sort();
  }

  async function release(keys: readonly string[]): Promise<string[]> {
    if (parked.size === 0) return [];
    const ids = keys.flatMap((key) => parked.get(key) ?? []);
    for (const key of keys) parked.delete(key);
    return reopened(ids);
  }

  async function load(): Promise<Omit<EnvelopeDoc, 'bytes'>[]> {
    const list = await openEnvelopes(envelopes, 'parked', null, PAGE);
    park(list.map(({ _id, waitingFor = '' }) => ({ id: _id, waitingFor })));
    return list;
  }

  return {
    park,
    release,
    async load() {
      await load();
    },
    async sweep() {
      const list = await load();
      const now = house.clock.now();
      const old = list.filter(({ receivedAt }) => receivedAt.getTime() < now - WAIT_MS);
      await settleEnvelopes(
        envelopes,
        old.map(({ _id }) => _id),
        new Date(now),
      );
      const known = await messagesByKeys(messages, [...parked.keys()]);
      return release([...parked.keys()].filter((key) => known.has(key)));
    },
  };
}
