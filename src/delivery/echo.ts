import { accountId, chatId, externalId, messageKey } from '../../channels/ids.ts';
import type { Echo, House } from '../house.ts';
import type { AccountDoc } from '../store/accounts.ts';
import { deliveriesOfChat, enterState, messageByEchoKey, noteParts } from '../store/deliveries.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { messageById, messagesByKeys } from '../store/messages.ts';
import { announceMessage } from './announce.ts';
import { applyHeard } from './receipts.ts';

/** An outcome that has been unknown for longer is not settled by words that merely look the same. */
const SAME_WORDS_MS = 10 * 60_000;

/**
 * Finds the message of ours that an echo shows and gives it its network ids; true when it is ours, so that it is not
 * added a second time. An echo is proof: what was in flight or uncertain has been sent.
 */
export async function settleEcho(house: House, account: AccountDoc, echo: Echo): Promise<boolean> {
  const { messages } = house.store;
  const key = messageKey(accountId(account._id), chatId(echo.chat), externalId(echo.id));
  const known = (await messagesByKeys(messages, [key])).get(key);
  if (known !== undefined) return known.delivery !== undefined;
  const found = await findByKey(house, account, echo);
  const message = found?.message ?? (await findByWords(house, account, echo));
  if (!message) return false;
  try {
    const part = { index: found?.index ?? 0, ids: [externalId(echo.id)] };
    await noteParts(messages, message._id, [part], [key]);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  await settleIfComplete(house, account, message._id);
  return true;
}

async function findByKey(
  house: House,
  account: AccountDoc,
  echo: Echo,
): Promise<{ message: MessageDoc; index: number } | undefined> {
  for (const key of [echo.key, echo.id]) {
    if (key === undefined) continue;
    const message = await messageByEchoKey(house.store.messages, account._id, key);
    if (message) return { message, index: message.delivery?.echoKeys?.indexOf(key) ?? 0 };
  }
  return echo.key === undefined ? undefined : findByOwnId(house, account, echo.key);
}

/** Some networks hand back our message's own id; the echoes of its parts then come in their order. */
async function findByOwnId(
  house: House,
  account: AccountDoc,
  id: string,
): Promise<{ message: MessageDoc; index: number } | undefined> {
  const message = await messageById(house.store.messages, id);
  if (message?.delivery === undefined || message.accountId !== account._id) return undefined;
  const noted = new Set(message.delivery.parts.map((part) => part.index));
  let index = 0;
  while (noted.has(index)) index += 1;
  return { message, index };
}

/** Networks that hand no key back show our words: the message in flight in this chat, or a fresh uncertain one. */
async function findByWords(house: House, account: AccountDoc, echo: Echo): Promise<MessageDoc | undefined> {
  if (echo.key !== undefined || !echo.text?.trim()) return undefined;
  const words = echo.text.trim();
  const { messages } = house.store;
  const found = await deliveriesOfChat(messages, account._id, echo.chat, ['sending', 'uncertain'], 10);
  const since = house.clock.now() - SAME_WORDS_MS;
  return found.find(({ delivery, content }) => {
    if (delivery === undefined || (delivery.partCount ?? 1) !== 1 || delivery.parts.length > 0) return false;
    return delivery.at.getTime() >= since && content.text.text.trim() === words;
  });
}

async function settleIfComplete(house: House, account: AccountDoc, id: string): Promise<void> {
  const message = await messageById(house.store.messages, id);
  const { delivery } = message ?? {};
  if (delivery === undefined || delivery.parts.length < (delivery.partCount ?? 1)) return;
  const at = new Date(house.clock.now());
  const unset = ['delivery.reason', 'delivery.detail'];
  const sent = await enterState(house.store.messages, id, 'sent', at, { unset });
  if (sent === null) return;
  await announceMessage(house, sent);
  await applyHeard(house, account, sent);
}
