import type { House } from '../house.ts';
import { countOpen, type EnvelopeDoc, envelopesById, openEnvelopes } from '../store/envelopes.ts';

export interface QuarantineItem {
  id: string;
  channel: string;
  account: string;
  receivedAt: string;
  problem: { code: string; detail: string };
  attempts: number;
}

/** What could not be understood, newest first. */
export async function listQuarantine(
  house: House,
  cursor: string | null,
  limit: number,
): Promise<{ items: QuarantineItem[]; next: string | null }> {
  const found = await openEnvelopes(house.store.envelopes, 'quarantined', cursor, limit + 1);
  const page = found.slice(0, limit);
  const last = page[page.length - 1];
  return { items: page.map(present), next: found.length > limit && last ? last._id : null };
}

export function quarantineCount(house: House): Promise<number> {
  return countOpen(house.store.envelopes, 'quarantined');
}

/** One envelope exactly as it arrived, in whatever state it is; null when there is none any more. */
export async function rawEnvelope(house: House, id: string): Promise<EnvelopeDoc | null> {
  const [found] = await envelopesById(house.store, [id]);
  return found ?? null;
}

/** Tells managers how many there are now. */
export async function announceQuarantine(house: House): Promise<void> {
  const count = await quarantineCount(house);
  await house.events.publish([{ name: 'quarantine.changed', data: { count }, rooms: ['managers'] }]);
}

function present(doc: Omit<EnvelopeDoc, 'bytes'>): QuarantineItem {
  return {
    id: doc._id,
    channel: doc.channel,
    account: doc.accountId,
    receivedAt: doc.receivedAt.toISOString(),
    problem: doc.problem ?? { code: 'failed', detail: '' },
    attempts: doc.attempts,
  };
}
