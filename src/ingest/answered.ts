import { externalId } from '../../channels/ids.ts';
import type { House } from '../house.ts';
import { type MessageDoc, messageByKeyStart, messagesByKeys } from '../store/messages.ts';
import type { Arrival, DraftWithHtml } from './message-draft.ts';
import { keyOf } from './message-draft.ts';

/** References looked up for one letter; the nearest ones say it all. */
const NEAREST = 3;

/** Finds the message that each draft answers, by the network's own reply or by a letter's references. */
export async function findAnswered(
  house: House,
  arrivals: readonly { arrival: Arrival }[],
  drafts: readonly DraftWithHtml[],
): Promise<void> {
  const byKey = new Map(drafts.flatMap((one) => one.draft.keys.map((key) => [key, one.draft] as const)));
  const wanted = new Map<DraftWithHtml['draft'], string>();
  for (const { arrival } of arrivals) {
    const { account, event } = arrival;
    const draft = byKey.get(keyOf(account, event.chat, event.id));
    const { replyTo } = event.content;
    if (!draft || draft.replyToMessageId !== undefined) continue;
    if (replyTo?.id !== undefined) wanted.set(draft, keyOf(account, replyTo.chat ?? event.chat, replyTo.id));
    else if (event.threading) await findInThread(house, arrival, draft, byKey);
  }
  const stored = await messagesByKeys(
    house.store.messages,
    [...wanted.values()].filter((key) => !byKey.has(key)),
  );
  for (const [draft, key] of wanted) {
    const id = stored.get(key)?._id ?? byKey.get(key)?._id;
    if (id !== undefined && id !== draft._id) draft.replyToMessageId = id;
  }
}

/** References name ids without the part we add, so the key only begins with them. */
async function findInThread(
  house: House,
  { account, event }: Arrival,
  draft: DraftWithHtml['draft'],
  byKey: ReadonlyMap<string, DraftWithHtml['draft']>,
): Promise<void> {
  for (const reference of event.threading?.references.slice(0, NEAREST) ?? []) {
    const start = keyOf(account, event.chat, externalId(reference));
    for (const [key, other] of byKey) {
      if (other !== draft && key.startsWith(start) && other._id !== undefined) {
        draft.replyToMessageId = other._id;
        return;
      }
    }
    const found: MessageDoc | null = await messageByKeyStart(house.store.messages, start);
    if (found === null || found.conversationId !== draft.conversationId) continue;
    draft.replyToMessageId = found._id;
    return;
  }
}
