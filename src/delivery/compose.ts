import type { SendMessage } from '../api/protocol.ts';
import { appendMessage } from '../conversations/append.ts';
import { changeConversation, mayActOn } from '../conversations/change.ts';
import { HouseError, notFound } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import { type ConversationDoc, conversationById } from '../store/conversations.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { messageByClientId } from '../store/messages.ts';
import { messageDraft } from './draft.ts';
import { refuseIfAnswered, refuseIfSecond } from './guard.ts';
import { noteDraft } from './note.ts';

export interface SendOptions {
  /** Whoever answers first in a conversation of nobody gets it. */
  assign?: boolean;
  /** The message that did not arrive, in whose place this one goes. */
  insteadOf?: string;
}

/**
 * Says something in a conversation. The same `clientId` again answers the same message. A note stays inside. Anything
 * the network would refuse is refused here, naming field and remedy; `answered_meanwhile` when `seen` is given and a
 * colleague was faster.
 */
export async function sendMessage(
  house: House,
  actor: Actor,
  conversationId: string,
  request: SendMessage,
  options: SendOptions = {},
): Promise<MessageDoc> {
  const row = await openRow(house, actor, conversationId);
  const known = await messageByClientId(house.store.messages, request.clientId);
  if (known !== null) return same(known, row);
  if (request.seen !== undefined && !request.note) await refuseIfAnswered(house, actor, row, request.seen);
  const draft = request.note
    ? await noteDraft(house, actor, row, request)
    : await messageDraft(house, actor, row, request);
  if (options.insteadOf !== undefined) draft.insteadOf = options.insteadOf;
  const { message, added } = await appendMessage(house, draft);
  if (!added) return same(message, row);
  if (request.note) return message;
  if (request.seen !== undefined) await refuseIfSecond(house, message);
  if (options.assign !== false) await assignToWriter(house, actor, row);
  return message;
}

async function openRow(house: House, actor: Actor, id: string): Promise<ConversationDoc> {
  let row = await conversationById(house.store.conversations, id);
  while (row?.mergedInto !== undefined)
    row = await conversationById(house.store.conversations, row.mergedInto);
  if (row === null || !mayActOn(actor, row)) throw notFound('conversation');
  return row;
}

function same(known: MessageDoc, row: ConversationDoc): MessageDoc {
  if (known.conversationId === row._id) return known;
  throw new HouseError(
    'conflict',
    'This clientId belongs to another conversation; use a new one.',
    'clientId',
  );
}

async function assignToWriter(house: House, actor: Actor, row: ConversationDoc): Promise<void> {
  if (actor.kind !== 'user' || actor.id === null || row.assignee !== null) return;
  try {
    await changeConversation(house, actor, row._id, { assignee: actor.id, expectedAssignee: null });
  } catch (error) {
    // Somebody was faster, or the rights moved on: the answer stands either way.
    if (!(error instanceof HouseError)) throw error;
  }
}
