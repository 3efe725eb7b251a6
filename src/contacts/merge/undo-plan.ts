import { lastMessageOf } from '../../conversations/fold.ts';
import type { House } from '../../house.ts';
import { accountById } from '../../store/accounts.ts';
import type { ContactDoc } from '../../store/contacts.ts';
import type { ConversationDoc } from '../../store/conversations.ts';
import { identitiesByKeys } from '../../store/identities.ts';
import { type Difference, type MergeDoc, mergesOf, type UndoPlan } from '../../store/merges.ts';
import type { MessageDoc } from '../../store/message-doc.ts';
import { messageById, messagesByIds } from '../../store/messages.ts';
import { markHomes, type PlaceRow, placesOf } from '../../store/places.ts';
import { channelAddress } from '../keys.ts';
import { membersOf } from './family.ts';
import { withoutMerge } from './people.ts';
import { grown, rowWithoutMerge } from './rows.ts';
import { keptRow, required } from './run.ts';
import { byHome } from './shift.ts';
import { conversationOf } from './undoing.ts';

/** Messages read at once. */
const PAGE = 500;

/** Everybody who leaves with an undo, by the contact they leave with. */
export async function leavers(house: House, merge: MergeDoc): Promise<Map<string, Set<string>>> {
  const groups = new Map<string, Set<string>>();
  for (const { id } of merge.from) groups.set(id, await membersOf(house, id));
  return groups;
}

/**
 * Marks whose messages those are that came since a merge: who wrote from an address belongs to whom the address
 * belonged to, and what we sent there goes with it. What came by no address of theirs, such as a note, stays.
 */
export async function markArrivals(
  house: House,
  merge: MergeDoc,
  conversationId: string,
  groups: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<void> {
  const places = (await placesOf(house.store.messages, conversationId)).filter(
    ({ home }) => home === undefined,
  );
  const homeOf = await addressHomes(house, places, groups);
  const chats = await chatHomes(house, merge);
  const marks = places.flatMap((place) => {
    const home = homeOf(place) ?? (place.receivedAt >= merge.at ? chats.get(chatKey(place)) : undefined);
    return home === undefined ? [] : [{ id: place._id, home }];
  });
  for (let from = 0; from < marks.length; from += PAGE) {
    await markHomes(house.store.messages, marks.slice(from, from + PAGE));
  }
}

/** Finds whose a client's message is by the address it came from. */
async function addressHomes(
  house: House,
  places: readonly PlaceRow[],
  groups: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<(place: PlaceRow) => string | undefined> {
  const members = new Set([...groups.values()].flatMap((group) => [...group]));
  const keys = new Map<string, string>();
  for (const place of places) {
    if (place.author.kind !== 'client' || place.accountId === null || place.author.id === undefined) continue;
    const name = `${place.accountId}\u0000${place.author.id}`;
    if (keys.has(name)) continue;
    const account = await accountById(house.store.accounts, place.accountId);
    if (account) keys.set(name, channelAddress(house, account, place.author.id).key);
  }
  const identities = await identitiesByKeys(house.store.identities, [...new Set(keys.values())]);
  return ({ author, accountId }) => {
    if (author.kind !== 'client') return undefined;
    const identity = identities.get(keys.get(`${accountId}\u0000${author.id}`) ?? '');
    const home = identity?.home ?? identity?.contactId;
    return home !== undefined && members.has(home) ? home : undefined;
  };
}

const chatKey = ({ accountId, chat }: { accountId: string | null; chat: string | null }): string =>
  `${accountId}\u0000${chat}`;

/** The chats that were the losers' when they were merged. */
async function chatHomes(house: House, merge: MergeDoc): Promise<Map<string, string>> {
  const chats = new Map<string, string>();
  for (const { id, conversationId } of merge.from) {
    const back = merge.undoing?.rows?.[id];
    const { routes } = back ?? (await keptRow(house, conversationId));
    for (const route of routes) chats.set(chatKey(route), id);
  }
  return chats;
}

/** What becomes of every row and contact. Nothing may be appended while this is worked out. */
export async function planUndo(
  house: House,
  merge: MergeDoc,
  root: ContactDoc,
  by: string | null,
): Promise<UndoPlan> {
  const { messages } = house.store;
  const groups = await leavers(house, merge);
  await markArrivals(house, merge, root.conversationId, groups);
  const { stay, leave } = byHome(await placesOf(messages, root.conversationId), groups);
  const since = (places: readonly PlaceRow[], from: Date, until?: Date) =>
    read(
      house,
      places.filter(({ receivedAt }) => receivedAt >= from && (until === undefined || receivedAt < until)),
    );
  const everybody = [...stay, ...[...leave.values()].flat()].sort((one, other) => one.seq - other.seq);

  const rows: Record<string, ConversationDoc> = {};
  for (const { id, conversationId } of merge.from) {
    const own = leave.get(id) ?? [];
    const back = grown(await keptRow(house, conversationId), await since(own, merge.at));
    rows[id] = { ...back, ...(await ending(house, own)) };
  }

  if (merge.row === undefined || merge.contact === undefined)
    throw new Error(`The merge ${merge._id} lost its plan.`);
  let row: Difference<ConversationDoc> = { before: merge.row.after, after: merge.row.before };
  let contact: Difference<ContactDoc> = { before: merge.contact.after, after: merge.contact.before };
  let at = merge.at;
  const later: UndoPlan['later'] = [];
  for (let x = merge.into; ; ) {
    const next = (await mergesOf(house.store.merges, x)).find(
      (one) => one.at > at && one._id !== merge._id && one.state === 'done',
    );
    if (next?.row === undefined || next.contact === undefined) break;
    const expected = grown(row.before, await since(everybody, at, next.at));
    const wanted = grown(row.after, await since(stay, at, next.at));
    const side = next.into === x ? 'into' : 'from';
    const old = side === 'into' ? next.row.before : await keptRow(house, conversationOf(next, x));
    const person = side === 'into' ? next.contact.before : await required(house, x);
    const newRow = rowWithoutMerge(old, expected, wanted);
    const newPerson = withoutMerge(person, contact.before, contact.after);
    const afterRow = rowWithoutMerge(next.row.after, old, newRow);
    const afterPerson = withoutMerge(next.contact.after, person, newPerson);
    later.push({
      id: next._id,
      side,
      row: { before: newRow, after: afterRow },
      contact: { before: newPerson, after: afterPerson },
    });
    row = { before: next.row.after, after: afterRow };
    contact = { before: next.contact.after, after: afterPerson };
    at = next.at;
    x = next.into;
  }
  const expected = grown(row.before, await since(everybody, at));
  const wanted = { ...grown(row.after, await since(stay, at)), ...(await ending(house, stay)) };
  return {
    at: new Date(house.clock.now()),
    by,
    root: root._id,
    rows,
    row: { before: expected, after: wanted },
    contact,
    later,
  };
}

/** How the row of a thread of these messages ends. */
async function ending(
  house: House,
  places: readonly PlaceRow[],
): Promise<Pick<ConversationDoc, 'lastSeq' | 'lastMessage'>> {
  const last = places[places.length - 1];
  const message = last && (await messageById(house.store.messages, last._id));
  if (!message) return { lastSeq: 0, lastMessage: null };
  return { lastSeq: places.length, lastMessage: lastMessageOf({ ...message, seq: places.length }) };
}

async function read(house: House, places: readonly PlaceRow[]): Promise<MessageDoc[]> {
  const found: MessageDoc[] = [];
  for (let from = 0; from < places.length; from += PAGE) {
    found.push(
      ...(await messagesByIds(
        house.store.messages,
        places.slice(from, from + PAGE).map(({ _id }) => _id),
      )),
    );
  }
  return found.sort((one, other) => one.seq - other.seq);
}
