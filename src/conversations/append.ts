import { setTimeout as sleep } from 'node:timers/promises';
import { conversationRooms } from '../api/protocol.ts';
import { HouseError } from '../errors.ts';
import type { EventDraft } from '../events/log.ts';
import { presentMessage } from '../events/present.ts';
import { groupBy } from '../group.ts';
import type { House } from '../house.ts';
import { newId } from '../ids.ts';
import { type ConversationDoc, conversationsById } from '../store/conversations.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { insertMessages, messageByClientId, messagesByKeys } from '../store/messages.ts';
import { type Folded, foldInto } from './fold-into.ts';
import { announceConversation } from './standing.ts';

/** A message without what the conversation gives it: its place and its contact. */
export type MessageDraft = Omit<MessageDoc, '_id' | 'rev' | 'seq' | 'contactId'> & { _id?: string };

export interface Appended {
  message: MessageDoc;
  /** False when it was there already (same key or same client id). */
  added: boolean;
}

interface Item {
  draft: MessageDraft & { _id: string };
  /** Where it was meant to go; a merge may lead it on, and an undo back. */
  wanted: string;
  result?: Appended;
}

/** A merge holds a conversation's end for a moment; nothing is gained by asking without a breath. */
const BREATH_MS = 10;

/**
 * The one door by which a message enters a conversation: it gets the next `seq`, the row follows, everybody is told.
 * A message that is there already is answered as it is. Rejects with `not_found` for an unknown conversation.
 */
export async function appendMessage(house: House, draft: MessageDraft): Promise<Appended> {
  const [appended] = await appendMany(house, [draft]);
  if (appended === undefined) throw new HouseError('unavailable', 'The message was not stored; try again.');
  return appended;
}

/**
 * The same for many messages with few round trips. Messages of one conversation keep the order given. The result has
 * one entry per draft. Safe to repeat after a crash at any point. `known` are rows as they were read a moment ago.
 */
export async function appendMany(
  house: House,
  drafts: readonly MessageDraft[],
  known: ReadonlyMap<string, ConversationDoc> = new Map(),
): Promise<Appended[]> {
  const items = drafts.map((draft): Item => {
    return { draft: { ...draft, _id: draft._id ?? newId() }, wanted: draft.conversationId };
  });
  const groups = [...groupBy(items, ({ draft }) => draft.conversationId)];
  let open = groups;
  const news = new Map<string, Folded>();
  while (open.length > 0) {
    const missing = open.flatMap(([, group]) => group).length;
    const asked = open.map(([id]) => id);
    const fresh = open === groups && asked.every((id) => known.has(id));
    const rows = new Map(fresh ? known : await conversationsById(house.store.conversations, asked));
    if (asked.some((id) => rows.get(id)?.mergedInto !== undefined)) open = await ledOn(house, items, rows);
    const ids = open.map(([id]) => id);
    await insertAll(house, open, rows);
    for (const folded of await foldInto(house, ids, rows, inserted(open, rows))) note(news, folded);
    await findExisting(house, open);
    const left = items.filter((item) => item.result === undefined);
    for (const item of left) item.draft.conversationId = item.wanted;
    open = [...groupBy(left, ({ draft }) => draft.conversationId)];
    if (left.length === missing) await sleep(BREATH_MS);
  }
  const results = items.flatMap(({ result }) => (result ? [result] : []));
  await announce(house, results, news);
  return results;
}

/** What was meant for a merged conversation goes to the one it was merged into, still in the order given. */
async function ledOn(
  house: House,
  items: readonly Item[],
  rows: Map<string, ConversationDoc>,
): Promise<[string, Item[]][]> {
  const left = items.filter((item) => item.result === undefined);
  for (const { draft } of left) {
    for (let row = rows.get(draft.conversationId); row?.mergedInto !== undefined; ) {
      draft.conversationId = row.mergedInto;
      const next = await conversationsById(house.store.conversations, [draft.conversationId]);
      row = next.get(draft.conversationId);
      if (row) rows.set(row._id, row);
    }
  }
  return [...groupBy(left, ({ draft }) => draft.conversationId)];
}

/** A batch may fold one row several times; readers see the first state and the last. */
function note(news: Map<string, Folded>, folded: Folded): void {
  const earlier = news.get(folded.after._id);
  news.set(folded.after._id, earlier ? { before: earlier.before, after: folded.after } : folded);
}

/** Numbers and inserts everything that is open. A refused one keeps its whole conversation's rest back: order. */
async function insertAll(
  house: House,
  groups: readonly [string, Item[]][],
  rows: ReadonlyMap<string, ConversationDoc>,
): Promise<void> {
  const numbered = groups.map(([id, group]) => {
    const row = rows.get(id);
    if (row === undefined) throw new HouseError('not_found', `There is no conversation ${id}.`);
    return group.map(({ draft }, index): MessageDoc => {
      return { ...draft, rev: 1, contactId: row.contactId, seq: row.lastSeq + 1 + index };
    });
  });
  const single = numbered.filter((docs) => docs.length === 1).flat();
  const several = numbered.filter((docs) => docs.length > 1);
  const [refused, ...rests] = await Promise.all([
    insertMessages(house.store.messages, single, false),
    ...several.map((docs) => insertMessages(house.store.messages, docs, true)),
  ]);
  const stored = new Map<string, MessageDoc>();
  for (const [index, doc] of single.entries()) if (!refused.has(index)) stored.set(doc._id, doc);
  for (const [at, docs] of several.entries()) {
    for (const [index, doc] of docs.entries()) if (!rests[at]?.has(index)) stored.set(doc._id, doc);
  }
  for (const [, group] of groups) {
    for (const item of group) {
      const message = stored.get(item.draft._id);
      if (message) item.result = { message, added: true };
    }
  }
}

function inserted(
  groups: readonly [string, Item[]][],
  rows: ReadonlyMap<string, ConversationDoc>,
): Map<string, MessageDoc[]> {
  const fresh = new Map<string, MessageDoc[]>();
  for (const [id, group] of groups) {
    const base = rows.get(id)?.lastSeq ?? 0;
    const docs = group.flatMap(({ result }) =>
      result?.added && result.message.seq > base ? [result.message] : [],
    );
    fresh.set(id, docs);
  }
  return fresh;
}

/** What an index refused is either here already, by key or by client id, or lost a race for its number. */
async function findExisting(house: House, groups: readonly [string, Item[]][]): Promise<void> {
  const missing = groups.flatMap(([, group]) => group.filter(({ result }) => result === undefined));
  if (missing.length === 0) return;
  const byKey = await messagesByKeys(
    house.store.messages,
    missing.flatMap(({ draft }) => draft.keys ?? []),
  );
  for (const item of missing) {
    const { keys = [], clientId } = item.draft;
    const known =
      keys.map((key) => byKey.get(key)).find((doc) => doc !== undefined) ??
      (clientId === undefined ? null : await messageByClientId(house.store.messages, clientId));
    if (known) item.result = { message: known, added: false };
  }
}

async function announce(
  house: House,
  results: readonly Appended[],
  news: ReadonlyMap<string, Folded>,
): Promise<void> {
  const unknown = results.map(({ message }) => message.conversationId).filter((id) => !news.has(id));
  const rows = await conversationsById(house.store.conversations, [...new Set(unknown)]);
  const drafts = results.map(({ message }): EventDraft => {
    const row = news.get(message.conversationId)?.after ?? rows.get(message.conversationId);
    const rooms = row ? conversationRooms(row) : ['managers'];
    return { name: 'message.added', data: { message: presentMessage(message) }, rooms };
  });
  const changed = [...news.values()].flatMap((folded) => announceConversation(folded.before, folded.after));
  // Folded in an earlier life that may not have lived to say so; said again it changes nothing.
  const again = [...rows.values()].flatMap((row) => announceConversation(row, row));
  await house.events.publish([...drafts, ...changed, ...again]);
}
