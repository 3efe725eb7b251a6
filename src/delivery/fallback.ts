import { HouseError } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import { readSetting } from '../settings.ts';
import { conversationById } from '../store/conversations.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { changeMessage } from '../store/messages.ts';
import { withoutFallback } from '../store/undelivered.ts';
import { alternativesFor } from './alternatives.ts';
import { sendInstead } from './instead.ts';

/** What failed earlier than this was seen by people, or came before the setting did. */
const WINDOW_MS = 15 * 60_000;
const AT_ONCE = 100;

/**
 * Where the house wants it so, what has failed for certain goes by the next way of the same person, by itself. Never
 * what may have arrived: neither the uncertain, nor what is with the network in part. Harmless when several processes
 * do it at once: the second message is one by its client id.
 */
export async function fallbackStep(house: House): Promise<number> {
  const { fallback } = await readSetting(house, 'delivery');
  if (fallback !== 'automatic') return 0;
  const since = new Date(house.clock.now() - WINDOW_MS);
  let sent = 0;
  for (const message of await withoutFallback(house.store.messages, since, AT_ONCE)) {
    if (await goElsewhere(house, message)) sent += 1;
    const only = { 'delivery.state': 'failed' };
    await changeMessage(house.store.messages, message._id, { $set: { 'delivery.fallback': 'done' } }, only);
  }
  return sent;
}

async function goElsewhere(house: House, message: MessageDoc): Promise<boolean> {
  const { delivery } = message;
  if (delivery === undefined || delivery.parts.length > 0 || delivery.replacedBy !== undefined) return false;
  // Given up by a person, or mass mail.
  if (delivery.givenUpBy !== undefined || delivery.priority > 1) return false;
  const row = await conversationById(house.store.conversations, message.conversationId);
  if (row === null) return false;
  const [account] = await alternativesFor(house, row, message);
  if (account === undefined) return false;
  try {
    await sendInstead(house, writerOf(message), message, account);
    return true;
  } catch (error) {
    if (!(error instanceof HouseError)) throw error;
    house.log.info({ message: message._id, code: error.code }, 'a failed message could not go another way');
    return false;
  }
}

/** It stays the word of whoever wrote it. */
function writerOf({ author }: MessageDoc): Actor {
  const kind = author.kind === 'user' ? 'user' : 'bot';
  return { kind, id: author.id ?? null, name: author.name, role: 'administrator', teams: [] };
}
