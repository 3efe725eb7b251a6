import { announceMessage } from '../delivery/announce.ts';
import { HouseError, notFound } from '../errors.ts';
import type { House } from '../house.ts';
import { enterFileState } from '../store/fetches.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { messageById } from '../store/messages.ts';

/** Asks once more for a file that could not be fetched. The caller has checked that the message may be seen. */
export async function retryFile(house: House, messageId: string, fileId: string): Promise<MessageDoc> {
  const message = await messageById(house.store.messages, messageId);
  const index = message?.content.attachments.findIndex((file) => file.id === fileId) ?? -1;
  const file = message?.content.attachments[index];
  if (message === null || file === undefined) throw notFound('file');
  const pending = { ...file, state: 'pending' as const };
  const again = { fetchAt: new Date(house.clock.now()), fetchTries: 0 };
  const { messages } = house.store;
  const doc = await enterFileState(messages, messageId, index, pending, 'failed', again);
  if (doc === null)
    throw new HouseError('conflict', 'Only a file that failed can be fetched again.', 'files');
  await announceMessage(house, doc);
  return doc;
}
