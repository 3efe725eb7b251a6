import type { Actor, House } from '../house.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { changeMessage } from '../store/messages.ts';
import { announceMessage } from './announce.ts';
import { sendMessage } from './compose.ts';

/** The same words by another account, and each of the two messages names the other. */
export async function sendInstead(
  house: House,
  actor: Actor,
  message: MessageDoc,
  account: string,
): Promise<MessageDoc> {
  const { content } = message;
  const request = {
    clientId: `${message._id}:${account}`.slice(0, 64),
    text: content.text.text,
    spans: content.text.spans,
    account,
    attachments: content.attachments.map((file) => file.id),
    ...(content.subject !== undefined && { subject: content.subject }),
    ...(content.buttons !== undefined && { buttons: content.buttons }),
    ...(message.replyToMessageId !== undefined && { quotes: message.replyToMessageId }),
  };
  const sent = await sendMessage(house, actor, message.conversationId, request, { insteadOf: message._id });
  const change = { $set: { 'delivery.replacedBy': sent._id } };
  const noted = await changeMessage(house.store.messages, message._id, change, {
    'delivery.replacedBy': { $ne: sent._id },
  });
  if (noted !== null) await announceMessage(house, noted);
  return sent;
}
