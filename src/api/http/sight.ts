import { HouseError, notFound } from '../../errors.ts';
import type { Actor, House } from '../../house.ts';
import { type ConversationDoc, conversationById } from '../../store/conversations.ts';
import { draftsIn } from '../../store/drafts.ts';
import { filesByIds } from '../../store/files.ts';
import type { MessageDoc } from '../../store/message-doc.ts';
import { messageById } from '../../store/messages.ts';
import { sightsById } from '../../store/sights.ts';
import { maySee } from '../protocol.ts';

type Reader = Actor & { id: string };

/** The conversation, or the one it was merged into, if this person may see it; otherwise `not_found`, as for one that never was. */
export async function conversationInSight(
  house: House,
  reader: Reader,
  id: string,
): Promise<ConversationDoc> {
  let doc = await conversationById(house.store.conversations, id);
  while (doc?.mergedInto !== undefined) {
    doc = await conversationById(house.store.conversations, doc.mergedInto);
  }
  if (doc === null || !maySee(reader, doc)) throw notFound('conversation');
  return doc;
}

/** The message, if this person may see its conversation. */
export async function messageInSight(house: House, reader: Reader, id: string): Promise<MessageDoc> {
  const doc = await messageById(house.store.messages, id);
  if (doc === null) throw notFound('message');
  await conversationInSight(house, reader, doc.conversationId).catch(() => {
    throw notFound('message');
  });
  return doc;
}

/**
 * Refuses uploads of somebody else, as if they did not exist. One may attach what one uploaded, and what stands in a
 * colleague's draft of the same conversation, which can be taken over.
 */
export async function requireUploads(
  house: House,
  reader: Reader,
  conversationId: string,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const files = await filesByIds(house.store.files, ids);
  const strangers = files.filter((file) => file.uploadedBy !== reader.id).map((file) => file._id);
  if (files.length === ids.length && strangers.length === 0) return;
  const drafted = (await draftsIn(house.store.drafts, conversationId)).flatMap((draft) => draft.attachments);
  if (files.length === ids.length && strangers.every((id) => drafted.includes(id))) return;
  throw new HouseError('invalid', 'An attached file does not exist: attach it again.', 'attachments');
}

/** Which of these conversations this person may see now. */
export async function conversationsInSight(
  house: House,
  reader: Reader,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await sightsById(house.store.conversations, ids);
  return new Set([...rows.values()].filter((row) => maySee(reader, row)).map((row) => row._id));
}
