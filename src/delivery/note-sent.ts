import { setTimeout as sleep } from 'node:timers/promises';
import type { SentPart } from '../../channels/errors.ts';
import { accountId, chatId, messageKey } from '../../channels/ids.ts';
import type { House } from '../house.ts';
import type { AccountDoc } from '../store/accounts.ts';
import { enterState, noteParts } from '../store/deliveries.ts';
import { isDuplicate } from '../store/duplicate.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { announceMessage } from './announce.ts';
import { applyHeard } from './receipts.ts';

export interface NoteGiven {
  house: House;
  account: AccountDoc;
  /** Ends the attempt from outside. */
  signal: AbortSignal;
}

/** The store may be away for a while; what the network has said is not given up before this. */
const PERSIST_MS = 120_000;
const PERSIST_PAUSE_MS = 500;

/** Notes which parts the network has, and by which ids. */
export async function noteSent(
  given: NoteGiven,
  doc: MessageDoc,
  parts: readonly SentPart[],
  set: Record<string, unknown> = {},
): Promise<void> {
  const { house, account } = given;
  const keys = keysOf(account._id, doc.chat ?? '', parts);
  await withKeys(given, keys, (usable) => noteParts(house.store.messages, doc._id, parts, usable, set));
}

/** The last part is with the network: note it and enter `sent` in one step, then what was heard ahead. */
export async function finishSent(
  given: NoteGiven,
  doc: MessageDoc,
  parts: readonly SentPart[],
): Promise<void> {
  const { house, account } = given;
  const { messages } = house.store;
  const keys = keysOf(account._id, doc.chat ?? '', parts);
  const at = new Date(house.clock.now());
  const sent = await withKeys(given, keys, (usable) =>
    enterState(messages, doc._id, 'sent', at, {
      // What was written for later was said only now.
      set: { 'delivery.parts': parts, ...(doc.delivery?.sendAt && { sentAt: at }) },
      unset: ['delivery.reason', 'delivery.detail'],
      keys: usable,
    }),
  );
  if (sent === null) {
    // Swept, bounced or settled by an echo meanwhile: the state stands, the ids are kept.
    await noteSent(given, doc, parts);
    return;
  }
  await announceMessage(house, sent);
  if (sent.delivery?.heard) await applyHeard(house, account, sent);
}

/** The keys by which these parts are known from now on. */
function keysOf(account: string, chat: string, parts: readonly SentPart[]): string[] {
  return parts.flatMap((part) => part.ids.map((id) => messageKey(accountId(account), chatId(chat), id)));
}

/**
 * Writes what became of a send, again and again while the store is away: once forgotten, it could only be guessed.
 * An echo that came first may hold the keys already, as a message of its own; then ours goes on without them.
 */
async function withKeys<T>(
  given: NoteGiven,
  keys: readonly string[],
  write: (usable: readonly string[]) => Promise<T>,
): Promise<T> {
  const { log, clock } = given.house;
  const end = clock.now() + PERSIST_MS;
  let usable = keys;
  for (;;) {
    try {
      return await write(usable);
    } catch (error) {
      if (isDuplicate(error) && usable.length > 0) {
        log.warn({ account: given.account._id }, 'a sent message was shown by its network first');
        usable = [];
        continue;
      }
      if (clock.now() >= end || given.signal.aborted) throw error;
      log.warn({ err: error }, 'the outcome of a send is not stored yet');
      await sleep(PERSIST_PAUSE_MS);
    }
  }
}
