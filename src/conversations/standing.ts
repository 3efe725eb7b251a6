import { conversationRooms, type Standing } from '../api/protocol.ts';
import type { EventDraft } from '../events/log.ts';
import { presentConversation } from '../events/present.ts';
import type { ConversationDoc } from '../store/conversations.ts';

/** What a conversation counts as. */
export function standingOf(row: ConversationDoc): Standing {
  return {
    status: row.status,
    assignee: row.assignee,
    team: row.team,
    waiting: row.waitingSince !== null,
  };
}

/**
 * News of a changed row: for everybody who sees it now, and for those who no longer do. A row is made silently
 * (`rev` 1), so its first change is the first anybody hears of it.
 */
export function announceConversation(before: ConversationDoc, after: ConversationDoc): EventDraft[] {
  const rooms = conversationRooms(after);
  const was = before.rev === 1 ? null : standingOf(before);
  const news: EventDraft[] = [
    { name: 'conversation.changed', data: { conversation: presentConversation(after), was }, rooms },
  ];
  const left = conversationRooms(before).filter((room) => !rooms.includes(room));
  if (was && left.length > 0) {
    const data = { id: after._id, rev: after.rev, was };
    news.push({ name: 'conversation.hidden', data, rooms: left, except: rooms });
  }
  return news;
}
