import type { SendMessage } from '../api/protocol.ts';
import type { MessageDraft } from '../conversations/append.ts';
import { HouseError } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import { authorOf, contentOf } from './content.ts';

/** A word among colleagues, as it is stored. Rejects with `invalid` when it is empty. */
export async function noteDraft(
  house: House,
  actor: Actor,
  row: ConversationDoc,
  request: SendMessage,
): Promise<MessageDraft> {
  const content = await contentOf(house, request);
  if (content.text.text.trim() === '' && content.attachments.length === 0) {
    throw new HouseError('invalid', 'The note is empty; write something or attach a file.', 'text');
  }
  const now = new Date(house.clock.now());
  return {
    conversationId: row._id,
    clientId: request.clientId,
    direction: 'out',
    kind: 'note',
    content,
    accountId: null,
    channel: null,
    chat: null,
    author: authorOf(actor),
    sentAt: now,
    receivedAt: now,
    reactions: [],
    ...(request.quotes !== undefined && { replyToMessageId: request.quotes }),
    ...mentionsOf(actor, row, request.mentions),
  };
}

/** Whom a note calls: those it names, and always the colleague whose conversation it is. */
function mentionsOf(actor: Actor, { assignee }: ConversationDoc, named: readonly string[] = []) {
  const called = new Set(named);
  if (assignee !== null && assignee !== actor.id && actor.kind === 'user') called.add(assignee);
  return called.size === 0 ? {} : { mentions: [...called] };
}
