import { takeClaim } from '../../../src/contacts/claims.ts';
import { mergeContacts } from '../../../src/contacts/merge/merges.ts';
import type { Actor, House } from '../../../src/house.ts';
import type { ContactDoc } from '../../../src/store/contacts.ts';
import type { Colleague, Past } from './shapes.ts';

/** How sure the words «мой номер …» are, a signature, and a bare number. */
const SURE = 0.96;
const SIGNED = 0.92;
const BARE = 0.6;

interface Pair {
  /** Whose number it is as far as the house knows. */
  holder: ContactDoc;
  /** Who gave it as theirs. */
  other: ContactDoc;
  phone: string;
}

/**
 * People who wrote from two places: some were made one by the house itself, one pair by a colleague, and some wait to be
 * decided. All of it by the house's own rules.
 */
export async function linkPast(house: House, past: Past, by: Colleague | undefined): Promise<void> {
  const { namesakes, strangers } = pairsOf(past);
  const [byHand, ...alone] = namesakes.slice(0, 5);
  for (const pair of alone) await claim(house, pair, 'typed', SURE);
  for (const [nth, pair] of strangers.slice(0, 5).entries()) {
    await claim(house, pair, nth % 2 === 0 ? 'signature' : 'typed', nth % 2 === 0 ? SIGNED : BARE);
  }
  if (byHand === undefined || by === undefined) return;
  const actor: Actor = { kind: 'user', id: by.id, name: by.name, role: 'manager', teams: [] };
  await mergeContacts(house, actor, byHand.holder._id, { from: byHand.other._id });
}

async function claim(
  house: House,
  { other, phone }: Pair,
  kind: 'typed' | 'signature',
  confidence: number,
): Promise<void> {
  const person = { contactId: other._id, conversationId: other.conversationId };
  const at = new Date(house.clock.now());
  const address = { key: `phone:${phone}`, kind: 'phone', value: phone } as const;
  await takeClaim(house, person, { address, evidence: { kind, at, confidence }, confidence });
}

/** Those with a number beside those without one: of the same name elsewhere, and of any other name. */
function pairsOf({ contacts, identities }: Past): { namesakes: Pair[]; strangers: Pair[] } {
  const phones = new Map(
    identities.flatMap((one) => (one.kind === 'phone' ? [[one.contactId, one.value]] : [])),
  );
  const free = new Set(contacts);
  const take = (fits: (holder: ContactDoc, other: ContactDoc) => boolean): Pair[] => {
    const pairs: Pair[] = [];
    for (const holder of contacts) {
      const phone = phones.get(holder._id);
      if (phone === undefined || !free.has(holder)) continue;
      const other = contacts.find(
        (one) => one !== holder && free.has(one) && !phones.has(one._id) && fits(holder, one),
      );
      if (other === undefined) continue;
      free.delete(holder);
      free.delete(other);
      pairs.push({ holder, other, phone });
    }
    return pairs;
  };
  const namesakes = take((holder, other) => holder.name === other.name);
  const family = (name: string): string => name.split(' ').at(-1) ?? name;
  const strangers = take((holder, other) => family(holder.name) === family(other.name));
  return { namesakes, strangers };
}
