import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelAdapter } from '../../channels/contract.ts';
import { SETTLED } from '../../channels/delivery.ts';
import { channelName } from '../../channels/ids.ts';
import type { Encoded } from '../../channels/outbound.ts';
import { accountViewOf } from '../accounts/view.ts';
import { HouseError } from '../errors.ts';
import type { House } from '../house.ts';
import type { AccountDoc } from '../store/accounts.ts';
import {
  claimDelivery,
  deliveriesOfChat,
  keepLock,
  type OpenRow,
  openDeliveries,
} from '../store/deliveries.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { messageById } from '../store/messages.ts';
import { raw } from '../store/raw.ts';
import { announceMessage } from './announce.ts';
import { attempt } from './attempt.ts';
import { decideIfSecond } from './guard.ts';
import type { Due } from './lanes.ts';
import { enterVerdict, judge, type OutcomeGiven, postpone, type SendOutcome } from './outcome.ts';
import { outboundOf } from './outgoing.ts';
import type { Turn } from './turnstile.ts';

export interface SendGiven extends OutcomeGiven {
  adapter: ChannelAdapter;
  lockMs: number;
  signal: AbortSignal;
  nextTurn(chat: string, weight: number): Promise<Turn>;
  /** Milliseconds between two messages of one chat that other processes keep as well; 0 when none does. */
  chatGapMs?(): number;
}

/** While another process sends for this conversation, or a message before this one waits. */
const BEHIND_SENDING_MS = 500;
const BEHIND_QUEUED_MS = 5_000;
/** After this the message counts as abandoned by its network's echo. */
const ECHO_WAIT_MS = 60_000;
/** Until a message whose files cannot be read at the moment is tried again. */
const FILES_AWAY_MS = 15_000;

/** Claims one message if it is its turn, sends it and enters what came of it. */
export async function sendOne(given: SendGiven, due: Due): Promise<SendOutcome> {
  const { house, worker, lockMs } = given;
  const { messages } = house.store;
  const now = house.clock.now();
  const open = await openDeliveries(messages, due.conversationId);
  if (open.some(({ _id, delivery }) => _id === due.id && delivery.seen !== undefined)) {
    const doc = await messageById(messages, due.id);
    if (doc !== null) await decideIfSecond(house, doc);
  }
  const waitFor = Math.max(
    behind(open, due, now),
    await afterOthers(house, due, given.chatGapMs?.() ?? 0, now),
  );
  if (waitFor > 0) return { kind: 'later', at: now + waitFor };
  const claimed = await claimDelivery(messages, due.id, worker, new Date(now), new Date(now + lockMs));
  if (claimed === 'gone') return { kind: 'done' };
  if (claimed === 'busy') return { kind: 'later', at: now + BEHIND_SENDING_MS };
  const told = announceMessage(house, claimed);
  const heart = new AbortController();
  const beating = beat(given, claimed._id, heart.signal);
  try {
    return await sendClaimed(given, claimed);
  } finally {
    heart.abort();
    await Promise.all([told, beating]);
  }
}

/** Milliseconds to stay behind other messages of the conversation; scheduled ones are not in line yet. */
function behind(open: readonly OpenRow[], due: Due, now: number): number {
  let wait = 0;
  for (const { _id, seq, delivery } of open) {
    if (_id === due.id) continue;
    if (delivery.state === 'sending') wait = Math.max(wait, BEHIND_SENDING_MS);
    else if (seq < due.seq && (delivery.sendAt?.getTime() ?? 0) <= now) {
      const left = (delivery.nextTryAt?.getTime() ?? now) - now;
      wait = Math.max(wait, Math.min(BEHIND_QUEUED_MS, Math.max(left, 50)));
    }
  }
  return wait;
}

/** Milliseconds until the chat may be written to again after what another process has sent there. */
async function afterOthers(house: House, due: Due, gapMs: number, now: number): Promise<number> {
  if (gapMs === 0) return 0;
  const { accountId, chat } = due;
  const [last] = await deliveriesOfChat(house.store.messages, accountId, chat, SETTLED, 1);
  const at = last?.delivery?.at.getTime() ?? 0;
  return Math.min(gapMs, Math.max(0, at + gapMs - now));
}

/** Keeps the lock while the network takes its time. */
async function beat(given: SendGiven, id: string, signal: AbortSignal): Promise<void> {
  const { house, worker, lockMs } = given;
  for (;;) {
    const beats = await sleep(lockMs / 3, true, { signal, ref: false }).catch(() => false);
    if (!beats) return;
    const until = new Date(house.clock.now() + lockMs);
    const held = await keepLock(house.store.messages, id, worker, until).catch(() => true);
    if (!held) return;
  }
}

async function sendClaimed(given: SendGiven, doc: MessageDoc): Promise<SendOutcome> {
  const { house } = given;
  const account = await raw(house.store.accounts).findOne({ _id: doc.accountId ?? '' });
  const channel = house.registry.get(channelName(doc.channel ?? ''));
  if (account === null || channel === undefined) {
    return enterVerdict(given, doc, { kind: 'fail', reason: 'unsupported' }, 'The account is gone.');
  }
  const encoded = channel.codec.encode(outboundOf(doc), accountViewOf(account as AccountDoc));
  const missing = await missingFile(house, encoded);
  if (missing === 'away') return postpone(given, doc, house.clock.now() + FILES_AWAY_MS);
  if (encoded.parts.length === 0 || missing !== undefined) {
    const detail =
      missing === undefined ? 'Nothing of it can be sent there.' : `The file "${missing.name}" is gone.`;
    return enterVerdict(given, doc, { kind: 'fail', reason: 'unsupported' }, detail);
  }
  const result = await attempt({ ...given, account: account as AccountDoc, encoded }, doc);
  if (result.kind === 'awaiting-echo') {
    const until = new Date(house.clock.now() + ECHO_WAIT_MS);
    await keepLock(house.store.messages, doc._id, given.worker, until);
  }
  if (result.kind === 'postponed') return postpone(given, doc, result.at);
  if (result.kind !== 'failed') return { kind: result.kind === 'sent' ? 'sent' : 'done' };
  return judge(given, doc, result.error, channel.codec.capabilities.idempotentSend);
}

/** The first file that is gone for good, or `away` while nobody can tell. */
async function missingFile(house: House, encoded: Encoded): Promise<{ name: string } | 'away' | undefined> {
  for (const file of encoded.parts.flatMap((part) => part.files)) {
    try {
      await house.files.size(file.key);
    } catch (error) {
      if (!(error instanceof HouseError)) throw error;
      return error.code === 'not_found' ? { name: file.name } : 'away';
    }
  }
  return undefined;
}
