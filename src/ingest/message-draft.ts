import type { MessageEvent } from '../../channels/events.ts';
import { accountId, externalId, messageKey } from '../../channels/ids.ts';
import type { MessageDraft } from '../conversations/append.ts';
import type { AccountDoc } from '../store/accounts.ts';
import type { EnvelopeDoc } from '../store/envelopes.ts';
import type { MessageAuthor } from '../store/message-doc.ts';
import { toStored } from './content.ts';

/** A message event with where it came from and whose conversation it belongs to. */
export interface Arrival {
  envelope: EnvelopeDoc;
  account: AccountDoc;
  event: MessageEvent;
  conversationId: string;
  /** Of the message, the same in every try to apply the envelope; absent for further events of one envelope. */
  id?: string;
}

export interface DraftWithHtml {
  draft: MessageDraft & { keys: string[] };
  html: string | undefined;
}

export const keyOf = (account: AccountDoc, chat: string, id: string): string =>
  messageKey(accountId(account._id), chat as never, id as never);

/** Shared by all items of an album; being a key, the unique index makes them one message. */
export const groupKey = (account: AccountDoc, chat: string, group: string): string =>
  messageKey(accountId(account._id), chat as never, externalId(`\u0000album:${group}`));

/** The message that an arrival becomes. */
export function toDraft({ envelope, account, event, conversationId, id }: Arrival): DraftWithHtml {
  const key = keyOf(account, event.chat, event.id);
  const { stored, html } = toStored(event.content, key);
  const draft: DraftWithHtml['draft'] = {
    conversationId,
    keys: [key],
    direction: event.direction,
    kind: 'message',
    content: stored,
    accountId: account._id,
    channel: account.channel,
    chat: event.chat,
    author: authorOf(event),
    sentAt: claimedTime(event.at, envelope.receivedAt),
    receivedAt: envelope.receivedAt,
    reactions: [],
  };
  if (id !== undefined) draft._id = id;
  if (stored.attachments.some((file) => file.state === 'pending')) draft.fetchAt = envelope.receivedAt;
  if (event.threading && event.threading.references.length > 0) draft.references = event.threading.references;
  if (event.automatic) draft.automatic = event.automatic;
  if (event.source) draft.source = event.source;
  if (event.to) draft.to = event.to;
  if (event.group) {
    draft.group = event.group;
    draft.keys.push(groupKey(account, event.chat, event.group));
  }
  if (html !== undefined) draft.html = true;
  return { draft, html };
}

/** Items of one album that arrived together become one draft; the first keeps its place. */
export function joinAlbums(drafts: readonly DraftWithHtml[]): DraftWithHtml[] {
  const albums = new Map<string, DraftWithHtml>();
  const joined: DraftWithHtml[] = [];
  for (const one of drafts) {
    const album = one.draft.group === undefined ? undefined : one.draft.keys.at(-1);
    const first = album === undefined ? undefined : albums.get(album);
    if (first) {
      addItem(first.draft, one.draft);
      continue;
    }
    if (album !== undefined) albums.set(album, one);
    joined.push(one);
  }
  return joined;
}

function addItem(album: DraftWithHtml['draft'], item: DraftWithHtml['draft']): void {
  const [key] = item.keys;
  if (key === undefined || album.keys.includes(key)) return;
  album.keys = [...album.keys.slice(0, -1), key, ...album.keys.slice(-1)];
  album.content = joinContent(album.content, item.content);
  if (item.fetchAt) album.fetchAt = item.fetchAt;
}

/** An album's content with one more item: its files, and its caption below the others. */
export function joinContent(
  album: MessageDraft['content'],
  item: MessageDraft['content'],
): MessageDraft['content'] {
  const joined = {
    ...album,
    attachments: [...album.attachments, ...item.attachments],
    cards: [...album.cards, ...item.cards],
  };
  if (item.text.text === '') return joined;
  if (album.text.text === '') return { ...joined, text: item.text };
  const shift = album.text.text.length + 1;
  return {
    ...joined,
    text: {
      text: `${album.text.text}\n${item.text.text}`,
      spans: [
        ...album.text.spans,
        ...item.text.spans.map((span) => ({ ...span, offset: span.offset + shift })),
      ],
    },
  };
}

function authorOf({ direction, from }: MessageEvent): MessageAuthor {
  const name = from.name ?? from.username ?? from.id;
  if (direction === 'in') return { kind: 'client', id: from.id, name };
  return { kind: from.isBot ? 'bot' : 'elsewhere', id: from.id, name };
}

const YEAR_1990 = 631_152_000_000;
const DAY_MS = 86_400_000;

/** The network's time; ours where its clock is plainly wrong. */
function claimedTime(at: number, receivedAt: Date): Date {
  const plausible = Number.isFinite(at) && at >= YEAR_1990 && at <= receivedAt.getTime() + DAY_MS;
  return plausible ? new Date(at) : receivedAt;
}
