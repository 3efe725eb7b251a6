import { notFound } from '../../errors.ts';
import type { Actor, House } from '../../house.ts';
import type { ConversationDoc } from '../../store/conversations.ts';
import type { MessageDoc } from '../../store/messages.ts';
import { maySee } from '../protocol.ts';

type Reader = Actor & { id: string };

/** The conversation, if this person may see it; otherwise `not_found`, as for one that never was. */
export async function conversationInSight(
  house: House,
  reader: Reader,
  id: string,
): Promise<ConversationDoc> {
  const doc = await house.store.conversations.findById(id).lean<ConversationDoc>();
  if (doc === null || !maySee(reader, doc)) throw notFound('conversation');
  return doc;
}

/** The message, if this person may see its conversation. */
export async function messageInSight(house: House, reader: Reader, id: string): Promise<MessageDoc> {
  const doc = await house.store.messages.findById(id).lean<MessageDoc>();
  if (doc === null) throw notFound('message');
  await conversationInSight(house, reader, doc.conversationId).catch(() => {
    throw notFound('message');
  });
  return doc;
}
