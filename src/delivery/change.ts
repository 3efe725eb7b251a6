import { mayActOn } from '../conversations/change.ts';
import { HouseError, notFound } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import { conversationById } from '../store/conversations.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { messageById } from '../store/messages.ts';
import { announceMessage } from './announce.ts';

/** An outbound message that this actor may change. Rejects with `not_found`. */
export async function messageOf(house: House, actor: Actor, id: string): Promise<MessageDoc> {
  const message = await messageById(house.store.messages, id);
  const row = message && (await conversationById(house.store.conversations, message.conversationId));
  if (!message?.delivery || !row || !mayActOn(actor, row)) throw notFound('message');
  return message;
}

/** Tells everybody of the change; null: it had come too late, and `conflict` says so with these words. */
export async function announced(house: House, doc: MessageDoc | null, refusal: string): Promise<MessageDoc> {
  if (doc === null) throw new HouseError('conflict', refusal, 'delivery');
  await announceMessage(house, doc);
  return doc;
}
