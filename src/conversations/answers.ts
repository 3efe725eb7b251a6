import type { ConversationDoc } from '../store/conversations.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import type { TalkFact } from '../store/talk-facts.ts';
import { foldMessage, isPersonal } from './fold.ts';

/** What these messages, folded into the row in order, answered: one fact for each that ended somebody's waiting. */
export function answersIn(row: ConversationDoc, messages: readonly MessageDoc[]): TalkFact[] {
  if (!messages.some(isPersonal)) return [];
  const facts: TalkFact[] = [];
  let before = row;
  for (const message of messages) {
    const { waitingSince } = before;
    if (waitingSince !== null && isPersonal(message)) facts.push(answerFact(before, message, waitingSince));
    before = foldMessage(before, message);
  }
  return facts;
}

function answerFact(row: ConversationDoc, message: MessageDoc, since: Date): TalkFact {
  const { answeredAt, openedAt } = row;
  return {
    _id: message._id,
    kind: 'answer',
    at: message.receivedAt,
    user: message.author.kind === 'user' ? (message.author.id ?? null) : null,
    conversation: row._id,
    contact: row.contactId,
    account: message.accountId,
    ms: Math.max(0, message.receivedAt.getTime() - since.getTime()),
    first: answeredAt === undefined || (openedAt !== undefined && answeredAt < openedAt),
  };
}

/** The end of a talk; null where nobody knows when it began. */
export function closingFact(after: ConversationDoc, user: string | null, at: Date): TalkFact | null {
  if (after.openedAt === undefined) return null;
  return {
    _id: `closed:${after._id}:${after.rev}`,
    kind: 'closed',
    at,
    user: user ?? after.assignee,
    conversation: after._id,
    contact: after.contactId,
    account: after.routes[0]?.accountId ?? null,
    ms: Math.max(0, at.getTime() - after.openedAt.getTime()),
  };
}
