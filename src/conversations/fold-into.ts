import type { House } from '../house.ts';
import { type ConversationDoc, conversationsById, saveConversations } from '../store/conversations.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { messagesAfter } from '../store/messages.ts';
import { moveMessages } from '../store/places.ts';
import { keepFacts, type TalkFact } from '../store/talk-facts.ts';
import { statusEntry } from '../timeline/entries.ts';
import { recordEntries } from '../timeline/record.ts';
import { answersIn } from './answers.ts';
import { foldMessage } from './fold.ts';

export interface Folded {
  before: ConversationDoc;
  after: ConversationDoc;
}

const PAGE = 500;

/**
 * Brings rows up to their newest message. `fresh` holds what was just inserted after the rows as read; where that is
 * empty, or somebody else changed the row meanwhile, the messages are read from the store. Answers what changed.
 */
export async function foldInto(
  house: House,
  ids: readonly string[],
  rows: ReadonlyMap<string, ConversationDoc>,
  fresh: ReadonlyMap<string, readonly MessageDoc[]>,
): Promise<Folded[]> {
  const done: Folded[] = [];
  let open = ids.map((id) => ({ id, row: rows.get(id), messages: fresh.get(id) ?? [] }));
  while (open.length > 0) {
    const changes: Folded[] = [];
    const unsure: string[] = [];
    const answers: TalkFact[] = [];
    for (const { id, row, messages } of open) {
      // A merged conversation takes nothing more; what came last is counted by the merge itself.
      if (row === undefined || row.mergedInto !== undefined) continue;
      const missing =
        messages.length > 0 ? messages : await messagesAfter(house.store.messages, id, row.lastSeq, PAGE);
      const [first] = missing;
      if (first !== undefined && first.seq > row.lastSeq + 1) {
        // Numbered before an undo closed the ranks and stored after it.
        const to = { conversationId: id, contactId: row.contactId, seq: row.lastSeq + 1 };
        await moveMessages(house.store.messages, [
          { id: first._id, at: { conversationId: id, seq: first.seq }, to },
        ]);
        unsure.push(id);
      } else if (missing.length > 0) changes.push({ before: row, after: foldAll(row, missing) });
      answers.push(...answersIn(row, missing));
    }
    await recordReopened(house, changes);
    await keepFacts(house.store.talkFacts, answers);
    const missed = await saveConversations(house.store.conversations, changes);
    done.push(...changes.filter(({ after }) => !missed.has(after._id)));
    const again = await conversationsById(house.store.conversations, [...missed, ...unsure]);
    open = [...again].map(([id, row]) => ({ id, row, messages: [] }));
  }
  return done;
}

function foldAll(row: ConversationDoc, messages: readonly MessageDoc[]): ConversationDoc {
  return { ...messages.reduce(foldMessage, row), rev: row.rev + 1 };
}

/** Before the rows are saved: the entry's id comes from the message, so a repeat after a crash writes it once. */
async function recordReopened(house: House, changes: readonly Folded[]): Promise<void> {
  const reopened = changes.filter(
    ({ before, after }) => before.lastSeq > 0 && before.status !== after.status,
  );
  await recordEntries(
    house,
    reopened.map(({ before, after }) => ({
      row: after,
      entry: statusEntry(after, {
        id: `reopened:${after.lastMessage?.id ?? after._id}`,
        at: after.lastActivityAt,
        by: null,
        from: before.status,
        to: after.status,
        cause: 'message',
      }),
    })),
  );
}
