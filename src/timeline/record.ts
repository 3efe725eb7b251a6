import { conversationRooms } from '../api/protocol.ts';
import type { EventDraft } from '../events/log.ts';
import { presentEntry } from '../events/present.ts';
import type { House } from '../house.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import { insertEntries, type TimelineDoc } from '../store/timeline.ts';

/** Who may see an entry is who may see the contact's conversation. */
export type EntryRow = Pick<ConversationDoc, 'assignee' | 'team'>;

/** Writes one entry and tells its readers. Recording the same id again changes nothing. */
export function recordEntry(house: House, entry: TimelineDoc, row: EntryRow): Promise<void> {
  return recordEntries(house, [{ entry, row }]);
}

export async function recordEntries(
  house: House,
  list: readonly { entry: TimelineDoc; row: EntryRow }[],
): Promise<void> {
  if (list.length === 0) return;
  await insertEntries(
    house.store.timeline,
    list.map(({ entry }) => entry),
  );
  await house.events.publish(list.map(entryAdded));
}

/** What readers of an entry are told when it is new. */
export function entryAdded({ entry, row }: { entry: TimelineDoc; row: EntryRow }): EventDraft {
  return { name: 'timeline.added', data: { entry: presentEntry(entry) }, rooms: conversationRooms(row) };
}
