import type { TimelineEntryView } from '../api/protocol.ts';
import { HouseError } from '../errors.ts';
import { presentEntry, presentMessage } from '../events/present.ts';
import type { House } from '../house.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { messagesOfContact } from '../store/messages.ts';
import { entriesBefore } from '../store/timeline.ts';

/**
 * A contact's timeline, newest first. Messages and notes are read where they are; everything else has entries of its
 * own. Both come sorted by an index and are merged here. `next` continues, null at the end.
 */
export async function listTimeline(
  house: House,
  contactId: string,
  query: { before?: string | undefined; kinds?: readonly string[] | undefined; limit: number },
): Promise<{ items: TimelineEntryView[]; next: string | null }> {
  const { limit, kinds } = query;
  const before = query.before === undefined ? null : parseCursor(query.before);
  const messageKinds = (['message', 'note'] as const).filter((kind) => kinds?.includes(kind) ?? true);
  const [messages, entries] = await Promise.all([
    messageKinds.length === 0
      ? []
      : messagesOfContact(house.store.messages, contactId, before, limit + 1, messageKinds),
    entriesBefore(house.store.timeline, contactId, before, limit + 1, kinds),
  ]);
  const merged = [
    ...messages.map((message) => ({
      at: message.receivedAt,
      id: message._id,
      view: () => messageEntry(message),
    })),
    ...entries.map((entry) => ({ at: entry.at, id: entry._id, view: () => presentEntry(entry) })),
  ].sort((one, other) => other.at.getTime() - one.at.getTime() || (other.id < one.id ? -1 : 1));
  const page = merged.slice(0, limit);
  const last = page[page.length - 1];
  const next = merged.length > limit && last ? `${last.at.getTime()}.${last.id}` : null;
  return { items: page.map(({ view }) => view()), next };
}

/** A message as an entry of its contact's timeline; its id is the message's, so events renew it. */
export function messageEntry(message: MessageDoc): TimelineEntryView {
  const view = presentMessage(message);
  return {
    id: view.id,
    rev: view.rev,
    contact: message.contactId,
    kind: view.kind,
    at: view.receivedAt,
    by: view.author.name,
    message: view,
  };
}

function parseCursor(text: string): { at: Date; id: string } {
  const match = /^(\d{1,15})\.(.{1,300})$/.exec(text);
  if (!match?.[1] || !match[2]) {
    throw new HouseError(
      'invalid',
      'This is not a cursor of this timeline; begin again without it.',
      'before',
    );
  }
  return { at: new Date(Number(match[1])), id: match[2] };
}
