import type { AttachmentKind } from '../../channels/message.ts';
import type { ConversationDoc, LastMessage, Route } from '../store/conversations.ts';
import type { MessageDoc } from '../store/message-doc.ts';

const PREVIEW = 200;

/**
 * The row after one more message. Pure: a row is nothing but the fold of its messages in `seq` order plus what people
 * did to it, so a crash between the two writes is mended by folding again from `lastSeq`.
 */
export function foldMessage(row: ConversationDoc, message: MessageDoc): ConversationDoc {
  const next: ConversationDoc = {
    ...row,
    lastSeq: message.seq,
    lastMessage: lastMessageOf(message),
    lastActivityAt: later(row.lastActivityAt, message.receivedAt),
  };
  if (message.kind === 'note') return next;
  if (row.lastMessage === null) {
    next.status = 'open';
    next.openedAt = happenedAt(message);
  }
  if (message.direction === 'in') return foldIncoming(next, message);
  return foldOutgoing(next, message);
}

function foldIncoming(row: ConversationDoc, message: MessageDoc): ConversationDoc {
  const next = withRoute(row, message);
  next.unread += 1;
  next.lastChannel = message.channel;
  if (message.automatic === undefined) {
    const begins = next.waitingSince === null || next.status !== 'open';
    if (next.status === 'closed') next.openedAt = happenedAt(message);
    next.waitingSince ??= happenedAt(message);
    next.status = 'open';
    next.snoozedUntil = null;
    if (begins && next.assignee !== null) next.routeAt = next.waitingSince;
  }
  return next;
}

function foldOutgoing(row: ConversationDoc, message: MessageDoc): ConversationDoc {
  const next = { ...row };
  const person = isPersonal(message);
  if (person) {
    next.unread = 0;
    next.bot = 'silent';
    next.answeredAt = message.receivedAt;
  }
  if (person || message.automatic === undefined) endWaiting(next);
  // What the house sent itself went along a route; what was said past it may be the first word of all.
  const { kind } = message.author;
  const outside = kind === 'elsewhere' || (kind === 'bot' && message.delivery === undefined);
  if (!outside || (kind === 'bot' && hasRoute(next, message))) return next;
  return { ...withRoute(next, message, false), lastChannel: next.lastChannel ?? message.channel };
}

/** Whether one of us said it to the person himself. */
export function isPersonal({ direction, kind, author }: MessageDoc): boolean {
  return direction === 'out' && kind === 'message' && (author.kind === 'user' || author.kind === 'elsewhere');
}

/** Nobody waits any more: with the wait ends the lease, and who let it run out is forgiven. */
export function endWaiting(row: ConversationDoc): void {
  row.waitingSince = null;
  row.leaseUntil = null;
  delete row.routeAt;
  delete row.passed;
}

/** What the list shows of a message; a removed one keeps its place without its words. */
export function lastMessageOf(message: MessageDoc): LastMessage {
  const { content } = message;
  const last: LastMessage = {
    id: message._id,
    seq: message.seq,
    text: message.removedAt ? '' : previewOf(message),
    kind: message.kind,
    direction: message.direction,
    channel: message.channel,
    author: message.author.name,
    by: { kind: message.author.kind },
    at: message.sentAt,
  };
  if (message.author.kind === 'user' && message.author.id !== undefined) {
    last.by = { kind: 'user', id: message.author.id };
  }
  const kinds = content.attachments.map((file) => file.kind);
  if (kinds.length > 0 && !message.removedAt) last.attachments = [...new Set<AttachmentKind>(kinds)];
  const [card] = content.cards;
  if (last.text === '' && kinds.length === 0 && card !== undefined && !message.removedAt) {
    last.card = { kind: card.kind };
    if (card.kind === 'placeholder') {
      last.card.what = card.what;
      if (card.detail !== undefined) last.card.detail = card.detail.slice(0, PREVIEW);
    }
  }
  if (message.delivery) last.delivery = message.delivery.state;
  return last;
}

function previewOf({ content }: MessageDoc): string {
  const words =
    content.text.text || content.forwards?.[0]?.content.text.text || content.subject || cardLine(content);
  return words.replace(/\s+/g, ' ').trim().slice(0, PREVIEW);
}

function cardLine({ cards }: MessageDoc['content']): string {
  const card = cards[0];
  if (card === undefined) return '';
  if ('title' in card && card.title) return card.title;
  if (card.kind === 'contact') return card.name;
  if (card.kind === 'poll') return card.question;
  if (card.kind === 'button') return card.label;
  return '';
}

/** When the person wrote, as far as the network's word agrees with ours. */
export function happenedAt(message: Pick<MessageDoc, 'sentAt' | 'receivedAt'>): Date {
  return later(message.sentAt, message.receivedAt) === message.sentAt ? message.receivedAt : message.sentAt;
}

function hasRoute(row: ConversationDoc, { accountId, chat }: MessageDoc): boolean {
  return row.routes.some((route) => route.accountId === accountId && route.chat === chat);
}

function withRoute(row: ConversationDoc, message: MessageDoc, heard = true): ConversationDoc {
  const { accountId, channel, chat } = message;
  if (accountId === null || channel === null || chat === null) return { ...row };
  const known = row.routes.find((route) => route.accountId === accountId && route.chat === chat);
  const address = message.author.kind === 'client' ? (message.author.id ?? chat) : (known?.address ?? chat);
  const route: Route = { accountId, channel, chat, address, reachable: true };
  const lastInboundAt = heard ? message.receivedAt : known?.lastInboundAt;
  if (lastInboundAt) route.lastInboundAt = lastInboundAt;
  if (!heard || known?.spoken) route.spoken = true;
  return { ...row, routes: [route, ...row.routes.filter((other) => other !== known)] };
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other;
}
