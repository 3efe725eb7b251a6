import { externalId } from '../../channels/ids.ts';
import { sliceText } from '../../channels/richtext.ts';
import type { House } from '../house.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { messageById, messageByKeyStart, messagesByKeys } from '../store/messages.ts';
import type { Arrival, DraftWithHtml } from './message-draft.ts';
import { keyOf } from './message-draft.ts';

/** References looked up for one letter; the nearest ones say it all. */
const NEAREST = 3;
/** Letters looked up at the same time. */
const TOGETHER = 16;
/** Characters of an answered message that are shown above the answer. */
const EXCERPT = 200;

/** Finds the message that each draft answers, by the network's own reply or by a letter's references. */
export async function findAnswered(
  house: House,
  arrivals: readonly { arrival: Arrival }[],
  drafts: readonly DraftWithHtml[],
): Promise<void> {
  const byKey = new Map(drafts.flatMap((one) => one.draft.keys.map((key) => [key, one.draft] as const)));
  const wanted = new Map<DraftWithHtml['draft'], string>();
  const threads: { arrival: Arrival; draft: DraftWithHtml['draft'] }[] = [];
  for (const { arrival } of arrivals) {
    const { account, event } = arrival;
    const draft = byKey.get(keyOf(account, event.chat, event.id));
    const { replyTo } = event.content;
    if (!draft || draft.replyToMessageId !== undefined) continue;
    if (replyTo?.id !== undefined) wanted.set(draft, keyOf(account, replyTo.chat ?? event.chat, replyTo.id));
    else if (event.threading) threads.push({ arrival, draft });
  }
  for (let at = 0; at < threads.length; at += TOGETHER) {
    const some = threads.slice(at, at + TOGETHER);
    await Promise.all(some.map(({ arrival, draft }) => findInThread(house, arrival, draft, byKey)));
  }
  const stored = await messagesByKeys(
    house.store.messages,
    [...wanted.values()].filter((key) => !byKey.has(key)),
  );
  for (const [draft, key] of wanted) {
    const found = stored.get(key) ?? byKey.get(key);
    if (found !== undefined && found._id !== draft._id) refer(draft, found);
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
        refer(draft, other);
        return;
      }
    }
    const found: MessageDoc | null = await messageByKeyStart(house.store.messages, start);
    if (found === null || found.conversationId !== draft.conversationId) continue;
    refer(draft, found);
    return;
  }
  await findByOwnId(house, event.threading?.message, draft);
}

/** Anybody can make up an address, so it only counts inside the conversation that the letter is in anyway. */
async function findByOwnId(
  house: House,
  id: string | undefined,
  draft: DraftWithHtml['draft'],
): Promise<void> {
  const found = id === undefined ? null : await messageById(house.store.messages, id);
  if (found?.conversationId === draft.conversationId && found.kind === 'message') refer(draft, found);
}

/** A reader sees at once what is answered; networks that only name a message leave its words to us. */
function refer(
  draft: DraftWithHtml['draft'],
  found: Pick<MessageDoc, 'content' | 'author'> & { _id?: string; seq?: number },
): void {
  if (found._id === undefined) return;
  draft.replyToMessageId = found._id;
  if (found.seq !== undefined) draft.replyToSeq = found.seq;
  if (draft.content.replyTo?.text !== undefined) return;
  const text = sliceText(found.content.text, 0, EXCERPT).text;
  draft.content.replyTo = { ...draft.content.replyTo, author: found.author.name, text };
}
