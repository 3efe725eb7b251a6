import type { ConversationView, MessageView } from '../api/protocol.ts';
import { mayActOn } from '../conversations/change.ts';
import { presentConversation, presentMessage } from '../events/present.ts';
import type { Actor, House } from '../house.ts';
import { conversationsById } from '../store/conversations.ts';
import { messagesByIds } from '../store/messages.ts';
import type { Found } from '../store/search.ts';
import { sightsById } from '../store/sights.ts';
import { find } from './find.ts';

export interface SearchAnswer {
  /** Conversations whose person fits, best first. */
  conversations: ConversationView[];
  /** Messages that fit, newest first, each with its conversation. */
  messages: { message: MessageView; conversation: ConversationView }[];
}

/**
 * Finds people by name in any script, address or stretch of a number, and messages by their words in any form. The
 * last word may be unfinished. Only what the reader may see is answered.
 */
export async function search(
  house: House,
  reader: Actor,
  question: string,
  limit: number,
): Promise<SearchAnswer> {
  const text = question.slice(0, 200);
  const { contactWords, messageWords } = house.store;
  const seen = (model: typeof messageWords) => perhapsSeen(house, reader, find(model, text));
  const [conversations, messages] = await Promise.all([
    upTo(limit, seen(contactWords), (found) => people(house, reader, found)),
    upTo(limit, seen(messageWords), (found) => said(house, reader, found)),
  ]);
  messages.sort(({ message: one }, { message: other }) => (other.id < one.id ? -1 : 1));
  return { conversations, messages };
}

/** Reads no more than it needs of what was found; some of it may be gone. */
async function upTo<T>(
  limit: number,
  pieces: AsyncIterable<readonly Found[]>,
  read: (found: readonly Found[]) => Promise<T[]>,
): Promise<T[]> {
  const out: T[] = [];
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length && out.length < limit; ) {
      const next = piece.slice(at, at + limit - out.length);
      out.push(...(await read(next)));
      at += next.length;
    }
    if (out.length >= limit) break;
  }
  return out;
}

/** Those whose conversation the reader may see, or which a merge took elsewhere since they were indexed. */
async function* perhapsSeen(
  house: House,
  reader: Actor,
  pieces: AsyncIterable<readonly Found[]>,
): AsyncGenerator<Found[]> {
  for await (const piece of pieces) {
    const sights = await sightsById(house.store.conversations, homesOf(piece));
    yield piece.filter(({ conversationId }) => {
      const row = sights.get(conversationId);
      return row !== undefined && (row.mergedInto !== undefined || mayActOn(reader, row));
    });
  }
}

async function people(house: House, reader: Actor, found: readonly Found[]): Promise<ConversationView[]> {
  const rows = await rowsFor(house, reader, found);
  return found.flatMap(({ conversationId }) => {
    const row = rows.get(conversationId);
    return row ? [presentConversation(row)] : [];
  });
}

async function said(house: House, reader: Actor, found: readonly Found[]): Promise<SearchAnswer['messages']> {
  const messages = await messagesByIds(
    house.store.messages,
    found.map(({ _id }) => _id),
  );
  // Where they are now decides who may see them.
  const rows = await rowsFor(house, reader, messages);
  return messages.flatMap((message) => {
    const row = rows.get(message.conversationId);
    return row ? [{ message: presentMessage(message), conversation: presentConversation(row) }] : [];
  });
}

/** The rows of what was found, as far as the reader may see them, by id. */
async function rowsFor(house: House, reader: Actor, found: readonly { conversationId: string }[]) {
  const rows = await conversationsById(house.store.conversations, homesOf(found));
  for (const [id, row] of rows) if (row.mergedInto !== undefined || !mayActOn(reader, row)) rows.delete(id);
  return rows;
}

const homesOf = (found: readonly { conversationId: string }[]): string[] => [
  ...new Set(found.map(({ conversationId }) => conversationId)),
];
