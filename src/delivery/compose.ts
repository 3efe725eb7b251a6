import type { Content } from '../../channels/message.ts';
import { accountViewOf } from '../accounts/view.ts';
import type { SendMessage } from '../api/protocol.ts';
import { appendMessage, type MessageDraft } from '../conversations/append.ts';
import { changeConversation, mayActOn } from '../conversations/change.ts';
import { HouseError, notFound } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import { newId } from '../ids.ts';
import { readSetting } from '../settings.ts';
import { type ConversationDoc, conversationById } from '../store/conversations.ts';
import { filesByIds, type StoredFile } from '../store/files.ts';
import type { MessageAuthor, MessageDoc, StoredAttachment, StoredContent } from '../store/message-doc.ts';
import { messageByClientId } from '../store/messages.ts';
import { checkContent, checkReach } from './check.ts';
import { refuseIfAnswered, refuseIfSecond } from './guard.ts';
import { outboundOf } from './outgoing.ts';
import { type Carrier, chooseWay } from './route.ts';
import { invitationFor, senderAddress } from './sender.ts';
import { quotedFor, subjectFor, threadingFor } from './thread.ts';
import { MAX_ATTEMPTS } from './verdict.ts';

export interface SendOptions {
  /** Whoever answers first in a conversation of nobody gets it. */
  assign?: boolean;
  /** The message that did not arrive, in whose place this one goes. */
  insteadOf?: string;
}

/** A person's answer, a bot's, the house's own mass mail. */
const PRIORITY: Readonly<Record<Actor['kind'], number>> = { user: 0, bot: 1, system: 2 };

/**
 * Says something in a conversation. The same `clientId` again answers the same message. A note stays inside. Anything
 * the network would refuse is refused here, naming field and remedy; `answered_meanwhile` when `seen` is given and a
 * colleague was faster.
 */
export async function sendMessage(
  house: House,
  actor: Actor,
  conversationId: string,
  request: SendMessage,
  options: SendOptions = {},
): Promise<MessageDoc> {
  const row = await openRow(house, actor, conversationId);
  const known = await messageByClientId(house.store.messages, request.clientId);
  if (known !== null) return same(known, row);
  if (request.seen !== undefined && !request.note) await refuseIfAnswered(house, actor, row, request.seen);
  const draft = request.note
    ? await noteDraft(house, actor, row, request)
    : await messageDraft(house, actor, row, request);
  if (options.insteadOf !== undefined) draft.insteadOf = options.insteadOf;
  const { message, added } = await appendMessage(house, draft);
  if (!added) return same(message, row);
  if (request.note) return message;
  if (request.seen !== undefined) await refuseIfSecond(house, message);
  if (options.assign !== false) await assignToWriter(house, actor, row);
  return message;
}

async function openRow(house: House, actor: Actor, id: string): Promise<ConversationDoc> {
  let row = await conversationById(house.store.conversations, id);
  while (row?.mergedInto !== undefined)
    row = await conversationById(house.store.conversations, row.mergedInto);
  if (row === null || !mayActOn(actor, row)) throw notFound('conversation');
  return row;
}

function same(known: MessageDoc, row: ConversationDoc): MessageDoc {
  if (known.conversationId === row._id) return known;
  throw new HouseError(
    'conflict',
    'This clientId belongs to another conversation; use a new one.',
    'clientId',
  );
}

async function assignToWriter(house: House, actor: Actor, row: ConversationDoc): Promise<void> {
  if (actor.kind !== 'user' || actor.id === null || row.assignee !== null) return;
  try {
    await changeConversation(house, actor, row._id, { assignee: actor.id, expectedAssignee: null });
  } catch (error) {
    // Somebody was faster, or the rights moved on: the answer stands either way.
    if (!(error instanceof HouseError)) throw error;
  }
}

function authorOf(actor: Actor): MessageAuthor {
  const author: MessageAuthor = { kind: actor.kind === 'user' ? 'user' : 'bot', name: actor.name };
  if (actor.id !== null) author.id = actor.id;
  return author;
}

async function contentOf(house: House, request: SendMessage): Promise<StoredContent> {
  const ids = request.attachments ?? [];
  const files = ids.length === 0 ? [] : await filesByIds(house.store.files, ids);
  if (files.length < ids.length) {
    throw new HouseError('not_found', 'An attached file does not exist; attach it again.', 'attachments');
  }
  const spans = (request.spans ?? []) as Content['text']['spans'];
  const content: StoredContent = {
    text: { text: request.text, spans },
    attachments: files.map(attachmentOf),
    cards: [],
  };
  if (request.buttons !== undefined) content.buttons = request.buttons as NonNullable<Content['buttons']>;
  return content;
}

function attachmentOf(file: StoredFile): StoredAttachment {
  const { _id: id, key: fileKey, kind, name, mime, size, width, height, duration, thumbnailKey } = file;
  return {
    id,
    kind,
    state: 'stored',
    ref: {},
    fileKey,
    name,
    mime,
    size,
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(duration !== undefined && { duration }),
    ...(thumbnailKey !== undefined && { thumbnailKey }),
  };
}

async function noteDraft(
  house: House,
  actor: Actor,
  row: ConversationDoc,
  request: SendMessage,
): Promise<MessageDraft> {
  const content = await contentOf(house, request);
  if (content.text.text.trim() === '' && content.attachments.length === 0) {
    throw new HouseError('invalid', 'The note is empty; write something or attach a file.', 'text');
  }
  const now = new Date(house.clock.now());
  return {
    conversationId: row._id,
    clientId: request.clientId,
    direction: 'out',
    kind: 'note',
    content,
    accountId: null,
    channel: null,
    chat: null,
    author: authorOf(actor),
    sentAt: now,
    receivedAt: now,
    reactions: [],
    ...(request.quotes !== undefined && { replyToMessageId: request.quotes }),
    ...mentionsOf(actor, row, request.mentions),
  };
}

/** Whom a note calls: those it names, and always the colleague whose conversation it is. */
function mentionsOf(actor: Actor, { assignee }: ConversationDoc, named: readonly string[] = []) {
  const called = new Set(named);
  if (assignee !== null && assignee !== actor.id && actor.kind === 'user') called.add(assignee);
  return called.size === 0 ? {} : { mentions: [...called] };
}

async function messageDraft(
  house: House,
  actor: Actor,
  row: ConversationDoc,
  request: SendMessage,
): Promise<MessageDraft> {
  const way = await chooseWay(house, row, request.account);
  const { capabilities } = way.channel.codec;
  const content = await contentOf(house, request);
  const now = house.clock.now();
  const leavesAt = request.sendAt === undefined ? now : Math.max(now, Date.parse(request.sendAt));
  checkReach(way.route, capabilities, leavesAt);
  checkContent(content, capabilities);
  const quoted = await quotedFor(house, row, way, request.quotes);
  const thread = await threadingFor(house, row, way);
  const from = senderAddress(way, request.from, thread?.to);
  const subject = subjectFor(request.subject, thread, capabilities);
  if (subject !== undefined) content.subject = subject;
  if (quoted?.reference) content.replyTo = quoted.reference;
  const message: MessageDraft & { _id: string } = {
    _id: newId(),
    conversationId: row._id,
    clientId: request.clientId,
    direction: 'out',
    kind: 'message',
    content,
    accountId: way.account._id,
    channel: way.account.channel,
    chat: way.route.chat,
    author: authorOf(actor),
    sentAt: new Date(now),
    receivedAt: new Date(now),
    reactions: [],
    outgoing: {
      sender: { name: actor.name, ...(from !== undefined && { address: from }) },
      ...quoted?.outgoing,
      ...thread?.outgoing,
      ...(await invitationFor(house, row, way, request.invitation)),
    },
  };
  if (actor.kind !== 'user') message.automatic = 'auto-reply';
  if (request.quotes !== undefined) message.replyToMessageId = request.quotes;
  const planned = planFor(message, way);
  if (planned.degradations.length > 0) message.degradations = planned.degradations;
  message.delivery = { ...planned.delivery, ...(await timesFor(house, actor, request, now)) };
  return message;
}

/** What the channel will make of it: its parts, the names of their echoes, and what is lost. */
export function planFor(message: Parameters<typeof outboundOf>[0], { account, channel }: Carrier) {
  const { parts, degradations } = channel.codec.encode(outboundOf(message), accountViewOf(account));
  if (parts.length === 0) {
    const remedy = 'choose another channel or change it';
    throw new HouseError(
      'unsupported',
      `Nothing of this message can be sent on this channel; ${remedy}.`,
      'text',
    );
  }
  const echoKeys = parts.map((part) => part.echoKey ?? '');
  const delivery = { partCount: parts.length, ...(echoKeys.some((key) => key !== '') && { echoKeys }) };
  return { degradations, delivery };
}

async function timesFor(house: House, actor: Actor, request: SendMessage, now: number) {
  const undoMs = actor.kind === 'user' ? (await readSetting(house, 'house')).undoSeconds * 1000 : 0;
  const sendAt = request.sendAt === undefined ? undefined : new Date(request.sendAt);
  const undoUntil = undoMs > 0 ? new Date(now + undoMs) : undefined;
  const due = Math.max(now + undoMs, sendAt?.getTime() ?? 0);
  return {
    state: 'queued' as const,
    attempts: 0,
    maxAttempts: MAX_ATTEMPTS,
    parts: [],
    at: new Date(now),
    priority: PRIORITY[actor.kind],
    nextTryAt: new Date(due),
    dueAt: new Date(due),
    ...(undoUntil && { undoUntil }),
    ...(sendAt && sendAt.getTime() > now && { sendAt }),
    ...(request.seen !== undefined && { seen: request.seen }),
  };
}
