import type { DeliveryState } from '../../channels/delivery.ts';
import { CHANNEL_ERROR_CODES, type ChannelErrorCode } from '../../channels/errors.ts';
import type { ReceiptEvent } from '../../channels/events.ts';
import { accountId, chatId, externalId, messageKey } from '../../channels/ids.ts';
import type { House } from '../house.ts';
import type { AccountDoc } from '../store/accounts.ts';
import { deliveriesOfChat, enterState, hearAhead, messageByEchoKey } from '../store/deliveries.ts';
import type { HeardReceipt, MessageDoc } from '../store/message-doc.ts';
import { changeMessage, messagesByKeys } from '../store/messages.ts';
import { announceMessage } from './announce.ts';
import { markRoute } from './reach.ts';

/** How far back "everything up to here" reaches; older messages were read by an earlier receipt or never will be. */
const UP_TO_LIMIT = 200;
/** A receipt may meet the send's answer on its way; after that the message has its ids. */
const MEETINGS = 3;

type News = Pick<ReceiptEvent, 'state' | 'at' | 'reason' | 'permanent'>;

/** Applies delivered, read or failed to whatever the receipt names; idempotent, in any order with the send's answer. */
export async function applyReceipt(house: House, account: AccountDoc, event: ReceiptEvent): Promise<void> {
  const { messages } = house.store;
  if (event.id === undefined) return applyWithoutId(house, account, event);
  for (let meeting = 0; meeting < MEETINGS; meeting += 1) {
    const found = await findById(house, account, event.id, event.chat);
    if (found !== null) {
      await applyTo(house, found, event.id, event);
      if (event.upTo && found.chat) await applyUpTo(house, account, found.chat, event, found.seq - 1);
      return;
    }
    if (event.chat === undefined) return;
    const { state, id, reason, upTo, permanent } = event;
    const heard: HeardReceipt = { state, id, at: new Date(event.at) };
    if (reason !== undefined) heard.reason = reason;
    if (upTo !== undefined) heard.upTo = upTo;
    if (permanent !== undefined) heard.permanent = permanent;
    if (await hearAhead(messages, account._id, event.chat, heard)) return;
  }
}

/** Applies the receipts that came before the ids were known. */
export async function applyHeard(house: House, account: AccountDoc, message: MessageDoc): Promise<void> {
  for (const { id, at, ...rest } of message.delivery?.heard ?? []) {
    await applyReceipt(house, account, {
      kind: 'receipt',
      ...rest,
      id: externalId(id),
      at: at.getTime(),
      ...(message.chat !== null && { chat: chatId(message.chat) }),
    });
  }
}

async function findById(
  house: House,
  account: AccountDoc,
  id: string,
  chat: string | undefined,
): Promise<MessageDoc | null> {
  if (chat !== undefined) {
    const key = messageKey(accountId(account._id), chatId(chat), externalId(id));
    const found = (await messagesByKeys(house.store.messages, [key])).get(key);
    if (found) return found;
  }
  return messageByEchoKey(house.store.messages, account._id, id);
}

async function applyWithoutId(house: House, account: AccountDoc, event: ReceiptEvent): Promise<void> {
  const chat = event.chat ?? event.recipient;
  if (chat === undefined) return;
  if (event.state !== 'failed') return applyUpTo(house, account, chat, event);
  const [latest] = await deliveriesOfChat(house.store.messages, account._id, chat, ['sent', 'uncertain'], 1);
  if (latest) await enterByReceipt(house, latest, event);
}

/** A receipt for one id. A message of several parts has arrived when its last part has. */
async function applyTo(house: House, message: MessageDoc, id: string, news: News): Promise<void> {
  const { delivery } = message;
  if (delivery === undefined) return;
  const count = delivery.partCount ?? 1;
  const index =
    delivery.parts.find((part) => part.ids.some((known) => known === id))?.index ??
    delivery.echoKeys?.indexOf(id) ??
    0;
  if (count > 1) await notePart(house, message, index, news.state);
  if (news.state === 'failed' || index === count - 1) await enterByReceipt(house, message, news);
}

/** What a part may not become any more: read is the end, and what failed stays so. */
const OVER = { delivered: ['delivered', 'read', 'failed'], read: ['read', 'failed'], failed: ['failed'] };

async function notePart(
  house: House,
  message: MessageDoc,
  index: number,
  state: News['state'],
): Promise<void> {
  const place = `delivery.partStates.${index}`;
  const noted = await changeMessage(
    house.store.messages,
    message._id,
    { $set: { [place]: state } },
    { [place]: { $nin: OVER[state] } },
  );
  if (noted !== null) await announceMessage(house, noted);
}

/** Everything of ours in the chat that was surely sent, by then or up to a place in the conversation. */
async function applyUpTo(
  house: House,
  account: AccountDoc,
  chat: string,
  news: News,
  upToSeq?: number,
): Promise<void> {
  if (news.state === 'failed') return;
  const before: DeliveryState[] = news.state === 'read' ? ['sent', 'delivered'] : ['sent'];
  const { messages } = house.store;
  const found = await deliveriesOfChat(messages, account._id, chat, before, UP_TO_LIMIT, upToSeq);
  for (const message of found.reverse()) {
    const sentAt = message.delivery?.at.getTime() ?? 0;
    if (upToSeq !== undefined || sentAt <= news.at) await enterByReceipt(house, message, news);
  }
}

/** While a message is still being sent its own worker decides; the receipt is kept for then. */
const RECEIVED_FROM: readonly DeliveryState[] = ['sent', 'delivered', 'uncertain'];

async function enterByReceipt(house: House, message: MessageDoc, news: News): Promise<void> {
  const failed = news.state === 'failed';
  const set = failed ? { 'delivery.reason': codeOf(news.reason), 'delivery.detail': news.reason ?? '' } : {};
  const at = new Date(Math.min(news.at, house.clock.now()));
  const unset = failed ? [] : ['delivery.reason', 'delivery.detail'];
  const entered = await enterState(house.store.messages, message._id, news.state, at, {
    set,
    unset,
    from: RECEIVED_FROM,
  });
  if (entered === null) return;
  await announceMessage(house, entered);
  if (failed && news.permanent) await markRoute(house, message, false);
}

function codeOf(reason: string | undefined): ChannelErrorCode {
  return CHANNEL_ERROR_CODES.find((code) => code === reason) ?? 'rejected';
}
