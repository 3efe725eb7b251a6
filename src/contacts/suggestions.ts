import type { SuggestionView } from '../api/protocol.ts';
import { HouseError, notFound } from '../errors.ts';
import { presentContact } from '../events/present.ts';
import type { Actor, House } from '../house.ts';
import { identitiesOf } from '../store/identities.ts';
import { mergesOf } from '../store/merges.ts';
import { dismissPair, openSuggestions, type SuggestionDoc, suggestionById } from '../store/suggestions.ts';
import { membersOf, survivorOf } from './merge/family.ts';
import { personFor, undoMerge } from './merge/merges.ts';

const PAGE = 100;

/** Open suggestions about people whom the reader may see, newest first. */
export async function listSuggestions(
  house: House,
  reader: Actor,
  query: { cursor?: string | undefined; limit: number },
): Promise<{ items: SuggestionView[]; next: string | null }> {
  const items: SuggestionView[] = [];
  let before = query.cursor === undefined ? null : parseCursor(query.cursor);
  for (;;) {
    const page = await openSuggestions(house.store.suggestions, before, PAGE);
    for (const doc of page) {
      before = { at: doc.at, id: doc._id };
      const view = await suggestionFor(house, reader, doc);
      if (view !== null && !items.some(({ id }) => id === view.id)) items.push(view);
      if (items.length === query.limit) return { items, next: `${before.at.getTime()}.${before.id}` };
    }
    if (page.length < PAGE) return { items, next: null };
  }
}

/** Who else this contact may be, the surest first. */
export async function suggestionsOf(
  house: House,
  reader: Actor,
  contactId: string,
): Promise<SuggestionView[]> {
  const { contact } = await personFor(house, reader, contactId);
  const members = [...(await membersOf(house, contact._id))];
  const views: SuggestionView[] = [];
  for (const doc of await openSuggestions(house.store.suggestions, null, PAGE, members)) {
    const view = await suggestionFor(house, reader, doc);
    if (view !== null) views.push(view);
  }
  return views.sort((one, other) => other.confidence - one.confidence);
}

/** Null once the two are one, and for whoever may not see both. */
async function suggestionFor(
  house: House,
  reader: Actor,
  doc: SuggestionDoc,
): Promise<SuggestionView | null> {
  const [left, right] = await Promise.all(
    doc.contacts.map((id) => personFor(house, reader, id).catch(() => null)),
  );
  if (!left || !right || left.contact._id === right.contact._id) return null;
  const [one, other] = await Promise.all(
    [left.contact, right.contact].map(async (contact) =>
      presentContact(contact, await identitiesOf(house.store.identities, contact._id)),
    ),
  );
  if (one === undefined || other === undefined) return null;
  return {
    id: doc._id,
    contacts: [one, other],
    evidence: doc.evidence,
    confidence: doc.confidence,
    at: doc.at.toISOString(),
  };
}

/** "Not the same person", for ever. Rejects with `not_found` for whoever may not see both. */
export async function dismissSuggestion(house: House, actor: Actor, id: string): Promise<void> {
  const doc = await suggestionById(house.store.suggestions, id);
  if (doc === null) throw notFound('suggestion');
  for (const contact of doc.contacts) {
    await personFor(house, actor, contact).catch(() => {
      throw notFound('suggestion');
    });
  }
  await sayNotSame(house, actor, doc.contacts[0], doc.contacts[1]);
}

/** Remembers that two people are two; where the house had made them one, they are two again. */
export async function sayNotSame(house: House, actor: Actor, one: string, other: string): Promise<void> {
  await personFor(house, actor, one);
  if (one === other) throw new HouseError('invalid', 'This is one contact; name another one.', 'other');
  await personFor(house, actor, other);
  const at = new Date(house.clock.now());
  await dismissPair(house.store.suggestions, [one, other], actor.id, at);
  const [left, right] = await Promise.all([survivorOf(house, one), survivorOf(house, other)]);
  if (left === null || left._id !== right?._id) {
    if (left && right) await dismissPair(house.store.suggestions, [left._id, right._id], actor.id, at);
    return;
  }
  for (const id of [other, one]) {
    const merge = (await mergesOf(house.store.merges, id)).find(
      ({ state, from }) => state === 'done' && from.some((loser) => loser.id === id),
    );
    if (merge === undefined) continue;
    await undoMerge(house, actor, merge._id);
    return;
  }
}

function parseCursor(text: string): { at: Date; id: string } {
  const match = /^(\d{1,15})\.([\w-]{1,140})$/.exec(text);
  if (match?.[1] && match[2]) return { at: new Date(Number(match[1])), id: match[2] };
  throw new HouseError('invalid', 'This is not a cursor of this list; begin again without it.', 'cursor');
}
