import type { ChannelAdapter } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import { chatId } from '../../channels/ids.ts';
import type { Content } from '../../channels/message.ts';
import type { RichText } from '../../channels/richtext.ts';
import { accountViewOf } from '../accounts/view.ts';
import { mayActOn } from '../conversations/change.ts';
import { HouseError, notFound } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import { channelOf } from '../registry.ts';
import { conversationById } from '../store/conversations.ts';
import { enterState } from '../store/deliveries.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { changeMessage, messageById } from '../store/messages.ts';
import { announceMessage } from './announce.ts';
import { checkDraft } from './check.ts';
import { planFor, sendMessage } from './compose.ts';
import { outboundOf } from './outgoing.ts';
import { accountOf } from './route.ts';

/** The running adapter of an account, if this process runs it. */
export type AdapterOf = (accountId: string) => ChannelAdapter | undefined;

const NETWORK_MS = 30_000;

async function openMessage(house: House, actor: Actor, id: string): Promise<MessageDoc> {
  const message = await messageById(house.store.messages, id);
  const row = message && (await conversationById(house.store.conversations, message.conversationId));
  if (!message?.delivery || !row || !mayActOn(actor, row)) throw notFound('message');
  return message;
}

async function entered(house: House, doc: MessageDoc | null, refusal: string): Promise<MessageDoc> {
  if (doc === null) throw new HouseError('conflict', refusal, 'delivery');
  await announceMessage(house, doc);
  return doc;
}

/**
 * Tries a failed or uncertain message again, at once. Parts that are known to have arrived stay as they are. What the
 * network took and refused later (a bounce) goes as a new message: under its old name the network would take it for a
 * repeat, and nothing would leave.
 */
export async function retryDelivery(house: House, actor: Actor, id: string): Promise<MessageDoc> {
  const message = await openMessage(house, actor, id);
  const { accountId } = message;
  if (accountId !== null && cameBack(message)) return sendInstead(house, actor, message, accountId);
  const now = new Date(house.clock.now());
  const doc = await enterState(house.store.messages, message._id, 'queued', now, {
    from: ['failed', 'uncertain'],
    set: { 'delivery.nextTryAt': now, 'delivery.dueAt': now, 'delivery.attempts': 0 },
    unset: ['delivery.reason', 'delivery.detail', 'delivery.sendAt'],
  });
  return entered(house, doc, 'Only a message that failed or whose outcome is unknown can be tried again.');
}

/** Every part of it was with the network before it was said to have failed. */
function cameBack({ delivery }: MessageDoc): boolean {
  return delivery?.state === 'failed' && delivery.parts.length >= (delivery.partCount ?? 1);
}

/** Takes a message back that has not left yet: undo, or the end of a schedule. */
export async function cancelDelivery(house: House, actor: Actor, id: string): Promise<MessageDoc> {
  const message = await openMessage(house, actor, id);
  const now = new Date(house.clock.now());
  const doc = await enterState(house.store.messages, message._id, 'cancelled', now, {
    only: { 'delivery.parts': { $size: 0 } },
    unset: ['delivery.undoUntil'],
  });
  return entered(house, doc, 'The message has left already; it can no longer be taken back.');
}

/** Stops trying: what waits for its next try, or whose outcome nobody will learn, counts as failed. */
export async function giveUpDelivery(house: House, actor: Actor, id: string): Promise<MessageDoc> {
  const message = await openMessage(house, actor, id);
  const reason = message.delivery?.reason ?? 'unknown';
  const doc = await enterState(house.store.messages, message._id, 'failed', new Date(house.clock.now()), {
    from: ['queued', 'uncertain'],
    set: {
      'delivery.reason': reason,
      'delivery.detail': `${actor.name} gave it up.`,
      'delivery.givenUpBy': actor.id ?? actor.name,
    },
  });
  return entered(house, doc, 'Only a message that waits or whose outcome is unknown can be given up.');
}

/** A person has seen that an uncertain message did arrive. */
export async function confirmDelivery(house: House, actor: Actor, id: string): Promise<MessageDoc> {
  const message = await openMessage(house, actor, id);
  const doc = await enterState(house.store.messages, message._id, 'sent', new Date(house.clock.now()), {
    from: ['uncertain'],
    unset: ['delivery.reason', 'delivery.detail'],
  });
  return entered(house, doc, 'Only a message whose outcome is unknown can be confirmed.');
}

/**
 * Says the same through another account. The first one is given up if it still waits; twice for the same account is
 * one message.
 */
export async function resendElsewhere(
  house: House,
  actor: Actor,
  id: string,
  account: string,
): Promise<MessageDoc> {
  const message = await openMessage(house, actor, id);
  if (message.delivery?.state === 'queued') await giveUpDelivery(house, actor, id);
  return sendInstead(house, actor, message, account);
}

/** The same words by another account, and each of the two messages names the other. */
export async function sendInstead(
  house: House,
  actor: Actor,
  message: MessageDoc,
  account: string,
): Promise<MessageDoc> {
  const { content } = message;
  const request = {
    clientId: `${message._id}:${account}`.slice(0, 64),
    text: content.text.text,
    spans: content.text.spans,
    account,
    attachments: content.attachments.map((file) => file.id),
    ...(content.subject !== undefined && { subject: content.subject }),
    ...(content.buttons !== undefined && { buttons: content.buttons }),
    ...(message.replyToMessageId !== undefined && { quotes: message.replyToMessageId }),
  };
  const sent = await sendMessage(house, actor, message.conversationId, request, { insteadOf: message._id });
  const change = { $set: { 'delivery.replacedBy': sent._id } };
  const noted = await changeMessage(house.store.messages, message._id, change, {
    'delivery.replacedBy': { $ne: sent._id },
  });
  if (noted !== null) await announceMessage(house, noted);
  return sent;
}

/** Writes a message for another time, or lets it go now (null), while it waits for its time. */
export async function rescheduleMessage(
  house: House,
  actor: Actor,
  id: string,
  sendAt: string | null,
): Promise<MessageDoc> {
  const message = await openMessage(house, actor, id);
  const now = house.clock.now();
  const due = new Date(Math.max(now, sendAt === null ? now : Date.parse(sendAt)));
  const later = due.getTime() > now;
  const doc = await changeMessage(
    house.store.messages,
    message._id,
    {
      $set: {
        'delivery.nextTryAt': due,
        'delivery.dueAt': due,
        ...(later && { 'delivery.sendAt': due }),
      },
      $unset: { 'delivery.undoUntil': '', ...(!later && { 'delivery.sendAt': '' }) },
    },
    { 'delivery.state': 'queued', 'delivery.attempts': 0, 'delivery.parts': { $size: 0 } },
  );
  return entered(house, doc, 'The message is on its way already; its time can no longer be changed.');
}

/** Changes the words of a message: before it leaves in the queue, afterwards on the network where that can be done. */
export async function editMessage(
  house: House,
  actor: Actor,
  adapterOf: AdapterOf,
  id: string,
  text: RichText,
): Promise<MessageDoc> {
  const message = await openMessage(house, actor, id);
  return message.delivery?.state === 'queued'
    ? editQueued(house, message, text)
    : editSent(house, adapterOf, message, text);
}

async function wayOf(house: House, message: MessageDoc) {
  const account = await accountOf(house, message.accountId ?? '');
  return { account, channel: channelOf(house.registry, account.channel) };
}

function checkWords(message: MessageDoc, text: RichText, way: Awaited<ReturnType<typeof wayOf>>): void {
  const files = message.content.attachments.map(({ kind, name = '', mime = '', size = 0 }) => {
    return { kind, name, mime, size };
  });
  const buttons = message.content.buttons?.flat().length ?? 0;
  // How the person is reached was checked when it was written.
  const reach = { reachable: true, lastInboundAt: 0 };
  checkDraft({ text, files, buttons }, way.channel.codec.capabilities, reach, 0);
}

async function editQueued(house: House, message: MessageDoc, text: RichText): Promise<MessageDoc> {
  const way = await wayOf(house, message);
  checkWords(message, text, way);
  const changed = { ...message, content: { ...message.content, text } };
  const { degradations, delivery } = planFor(changed, way);
  const doc = await changeMessage(
    house.store.messages,
    message._id,
    {
      $set: {
        'content.text': text,
        degradations,
        'delivery.partCount': delivery.partCount,
        ...(delivery.echoKeys && { 'delivery.echoKeys': delivery.echoKeys }),
      },
    },
    { 'delivery.state': 'queued', 'delivery.parts': { $size: 0 } },
  );
  return entered(house, doc, 'The message is on its way already; it can no longer be changed here.');
}

/** States in which the network has the message for certain. */
const ARRIVED = { 'delivery.state': { $in: ['sent', 'delivered', 'read'] } };

async function editSent(
  house: House,
  adapterOf: AdapterOf,
  message: MessageDoc,
  text: RichText,
): Promise<MessageDoc> {
  const way = await wayOf(house, message);
  const { adapter, ids } = onNetwork(house, adapterOf, message, way.channel.codec.capabilities.edit);
  const { edit } = adapter;
  const [id] = ids;
  if (edit === undefined || id === undefined) throw cannotEdit();
  checkWords(message, text, way);
  const content: Content = { ...message.content, text };
  const changed = { ...message, content: { ...message.content, text } };
  const { parts } = way.channel.codec.encode(outboundOf(changed), accountViewOf(way.account));
  if (ids.length > 1 || parts.length > 1) {
    throw new HouseError('unsupported', 'It went out in several parts; send a correction instead.', 'text');
  }
  const signal = AbortSignal.timeout(NETWORK_MS);
  await onWire(() => edit.call(adapter, chatId(message.chat ?? ''), id, outboundOf(changed), signal));
  const at = new Date(house.clock.now());
  const change = { $set: { 'content.text': content.text, editedAt: at } };
  const doc = await changeMessage(house.store.messages, message._id, change, ARRIVED);
  return entered(house, doc, 'The message is not known to have arrived; look at it again.');
}

/** Removes a message on the network, where that can be done, and here. */
export async function removeMessage(
  house: House,
  actor: Actor,
  adapterOf: AdapterOf,
  id: string,
): Promise<MessageDoc> {
  const message = await openMessage(house, actor, id);
  const way = await wayOf(house, message);
  const { adapter, ids } = onNetwork(house, adapterOf, message, way.channel.codec.capabilities.remove);
  const { remove } = adapter;
  if (remove === undefined || ids.length === 0) throw cannotEdit();
  const signal = AbortSignal.timeout(NETWORK_MS);
  await onWire(() => remove.call(adapter, chatId(message.chat ?? ''), ids, signal));
  const change = { $set: { removedAt: new Date(house.clock.now()) } };
  const doc = await changeMessage(house.store.messages, message._id, change, ARRIVED);
  return entered(house, doc, 'The message is not known to have arrived; look at it again.');
}

function cannotEdit(): HouseError {
  return new HouseError('unsupported', 'This channel cannot do that; send a correction instead.', 'delivery');
}

function onNetwork(
  house: House,
  adapterOf: AdapterOf,
  message: MessageDoc,
  window: { windowMs: number } | undefined,
) {
  const { delivery } = message;
  if (window === undefined || delivery === undefined) throw cannotEdit();
  if (!['sent', 'delivered', 'read'].includes(delivery.state)) {
    throw new HouseError(
      'conflict',
      'The message is not known to have arrived; look at it again.',
      'delivery',
    );
  }
  if (house.clock.now() - message.sentAt.getTime() > window.windowMs) {
    throw new HouseError('unsupported', 'The message is too old to be changed there.', 'delivery');
  }
  const adapter = adapterOf(message.accountId ?? '');
  if (adapter === undefined) {
    throw new HouseError('unavailable', 'The account is not connected; try again when it is.', 'account');
  }
  const ids = [...delivery.parts].sort((a, b) => a.index - b.index).flatMap((part) => part.ids);
  return { adapter, ids };
}

async function onWire(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    const code =
      error.code === 'unreachable_network' || error.code === 'rate_limited' ? 'unavailable' : 'unsupported';
    throw new HouseError(code, `The network refused (${error.code}); try again later.`, 'delivery');
  }
}
