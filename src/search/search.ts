import type { ConversationView, MessageView } from '../api/protocol.ts';
import { mayActOn } from '../conversations/change.ts';
import { presentConversation, presentMessage } from '../events/present.ts';
import type { Actor, House } from '../house.ts';
import { conversationsById } from '../store/conversations.ts';
import { messagesByIds } from '../store/messages.ts';
import { type FoundDoc, findStart, findWords } from '../store/search.ts';
import { askedStart, askedWords, phoneFragment } from './words.ts';

export interface SearchAnswer {
  /** Conversations whose person fits, best first. */
  conversations: ConversationView[];
  /** Messages that fit, newest first, each with its conversation. */
  messages: { message: MessageView; conversation: ConversationView }[];
}

/** Looked at before rights are asked; an operator sees a part of what fits. */
const CANDIDATES = 200;

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
  const { contactWords, messageWords } = house.store;
  const text = question.slice(0, 200);
  const [people, messages] = await Promise.all([
    candidates(contactWords, text),
    candidates(messageWords, text),
  ]);
  const rows = await conversationsById(house.store.conversations, [
    ...new Set([...people, ...messages].map(({ conversationId }) => conversationId)),
  ]);
  const visible = ({ conversationId }: FoundDoc) => {
    const row = rows.get(conversationId);
    return row !== undefined && row.mergedInto === undefined && mayActOn(reader, row);
  };
  const found = await messagesByIds(
    house.store.messages,
    messages.filter(visible).map(({ _id }) => _id),
  );
  // A merge may have moved them since they were indexed: where they are now decides who may see them.
  const homes = await conversationsById(house.store.conversations, [
    ...new Set(found.map(({ conversationId }) => conversationId)),
  ]);
  const said = found
    .filter(({ conversationId }) => {
      const row = homes.get(conversationId);
      return row !== undefined && row.mergedInto === undefined && mayActOn(reader, row);
    })
    .slice(0, limit);
  return {
    conversations: people
      .filter(visible)
      .slice(0, limit)
      .flatMap(({ conversationId }) => {
        const row = rows.get(conversationId);
        return row ? [presentConversation(row)] : [];
      }),
    messages: said.flatMap((message) => {
      const row = homes.get(message.conversationId);
      return row ? [{ message: presentMessage(message), conversation: presentConversation(row) }] : [];
    }),
  };
}

/** Whole words first; what only begins so fills up. */
async function candidates(model: Parameters<typeof findWords>[0], question: string): Promise<FoundDoc[]> {
  const phone = phoneFragment(question);
  if (phone !== null) return findStart(model, [], phone, CANDIDATES);
  if (question.includes('@') && !/\s/.test(question.trim())) {
    const whole = await findWords(model, [question.trim().toLowerCase()], CANDIDATES);
    if (whole.length > 0) return whole;
  }
  const words = askedWords(question);
  if (words.length === 0) return [];
  const whole = await findWords(model, words, CANDIDATES);
  if (whole.length >= CANDIDATES) return whole;
  const begun = await findStart(model, words.slice(0, -1), askedStart(question), CANDIDATES);
  const known = new Set(whole.map(({ _id }) => _id));
  const more = begun
    .filter(({ _id }) => !known.has(_id))
    .sort((one, other) => (other._id < one._id ? -1 : 1));
  return [...whole, ...more].slice(0, CANDIDATES);
}
