import type { MessageEvent } from '../../channels/events.ts';
import { listen } from '../contacts/listen.ts';
import { type Meeting, type Met, resolvePeople } from '../contacts/resolve.ts';
import { type Appended, appendMany } from '../conversations/append.ts';
import { updateMessage } from '../conversations/update-message.ts';
import type { House } from '../house.ts';
import { insertOriginals } from '../store/originals.ts';
import { findAnswered } from './answered.ts';
import type { Letter } from './decode.ts';
import {
  type Arrival,
  type DraftWithHtml,
  joinAlbums,
  joinContent,
  keyOf,
  toDraft,
} from './message-draft.ts';

interface Spoken {
  letter: Letter;
  event: MessageEvent;
  first: boolean;
}

/**
 * Puts every message of these letters into its conversation, in the order given. Repeating it changes nothing.
 * Answers the keys that are now known.
 */
export async function applyMessages(house: House, letters: readonly Letter[]): Promise<string[]> {
  const spoken = await withoutEchoes(house, spokenIn(letters));
  if (spoken.length === 0) return [];
  const met = await resolvePeople(house, spoken.map(meetingOf));
  const arrivals = spoken.flatMap((one, index): { arrival: Arrival; met: Met }[] => {
    const person = met[index];
    return person ? [{ arrival: toArrival(one, person), met: person }] : [];
  });
  const drafts = joinAlbums(arrivals.map(({ arrival }) => toDraft(arrival)));
  await findAnswered(house, arrivals, drafts);
  await keepOriginals(house, drafts);
  const appended = await appendMany(
    house,
    drafts.map(({ draft }) => draft),
    new Map(met.map(({ conversationId, row }) => [conversationId, row])),
  );
  await joinLateItems(house, drafts, appended);
  await listenToAll(house, arrivals, appended, drafts);
  return drafts.flatMap(({ draft }) => draft.keys);
}

function spokenIn(letters: readonly Letter[]): Spoken[] {
  return letters.flatMap((letter) =>
    letter.events.flatMap((event, index): Spoken[] =>
      event.kind === 'message' ? [{ letter, event, first: index === 0 }] : [],
    ),
  );
}

/** What we sent ourselves comes back on some networks; it settles its delivery instead of being added again. */
async function withoutEchoes(house: House, spoken: readonly Spoken[]): Promise<Spoken[]> {
  const kept: Spoken[] = [];
  for (const one of spoken) {
    const { event, letter } = one;
    if (event.direction === 'out') {
      const { text } = event.content.text;
      const echo = { chat: event.chat, id: event.id, key: event.echoOf, at: event.at, text };
      if (await house.delivery.settleEcho(letter.account, echo)) continue;
    }
    kept.push(one);
  }
  return kept;
}

function meetingOf({ letter, event }: Spoken): Meeting {
  const meeting: Meeting = {
    account: letter.account,
    peer: event.peer,
    chat: event.chat,
    at: letter.envelope.receivedAt,
    incoming: event.direction === 'in',
  };
  if (event.source !== undefined) meeting.source = event.source;
  if (event.groupChat) meeting.groupTitle = event.groupChat.title;
  return meeting;
}

function toArrival({ letter, event, first }: Spoken, { conversationId }: Met): Arrival {
  const arrival: Arrival = { envelope: letter.envelope, account: letter.account, event, conversationId };
  if (first) arrival.id = letter.envelope._id;
  return arrival;
}

async function keepOriginals(house: House, drafts: readonly DraftWithHtml[]): Promise<void> {
  const docs = drafts.flatMap(({ draft, html }) =>
    html === undefined || draft._id === undefined ? [] : [{ _id: draft._id, html }],
  );
  await insertOriginals(house.store.originals, docs);
}

/** Items of an album whose first items were stored earlier join that message. */
async function joinLateItems(
  house: House,
  drafts: readonly DraftWithHtml[],
  appended: readonly Appended[],
): Promise<void> {
  for (const [index, { draft }] of drafts.entries()) {
    const result = appended[index];
    if (draft.group === undefined || result === undefined || result.added) continue;
    const late = draft.keys.slice(0, -1);
    await updateMessage(house, result.message._id, (message) => {
      const known = new Set(message.keys);
      const fresh = late.filter((key) => !known.has(key));
      if (fresh.length === 0) return null;
      const files = draft.content.attachments.filter(
        ({ item }) => item === undefined || fresh.includes(item),
      );
      const content = joinContent(message.content, { ...draft.content, attachments: files });
      return { content, keys: [...fresh, ...(message.keys ?? [])] };
    });
  }
}

/** What people say of themselves makes their addresses known; in the order it was said. */
async function listenToAll(
  house: House,
  arrivals: readonly { arrival: Arrival; met: Met }[],
  appended: readonly Appended[],
  drafts: readonly DraftWithHtml[],
): Promise<void> {
  const stored = new Map(
    drafts.flatMap(({ draft }, index) => draft.keys.map((key) => [key, appended[index]?.message] as const)),
  );
  for (const { arrival, met } of arrivals) {
    const { event, envelope, account } = arrival;
    const key = keyOf(account, event.chat, event.id);
    const message = stored.get(key);
    if (message === undefined) continue;
    const { _id: id, seq } = message;
    const heard = { person: met, event, message: { id, seq }, key, at: envelope.receivedAt };
    await listen(house, { ...heard, held: met.held });
  }
}
