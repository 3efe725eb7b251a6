import type { BlockedAction } from '../../channels/contract.ts';
import type { ChannelError, ChannelErrorCode } from '../../channels/errors.ts';
import type { House } from '../house.ts';
import { enterState } from '../store/deliveries.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { announceMessage } from './announce.ts';
import { markRoute, moveRoute } from './reach.ts';
import { type Verdict, verdictOn } from './verdict.ts';

export type SendOutcome =
  | { kind: 'sent' }
  /** Out of the queue in another way, or not for us. */
  | { kind: 'done' }
  /** Still queued: not before `at`. */
  | { kind: 'later'; at: number };

export interface OutcomeGiven {
  house: House;
  /** Names this process in the locks. */
  worker: string;
  random(): number;
  /** The network asked to wait. */
  limited(chat: string, scope: 'chat' | 'account' | undefined, until: number): void;
  /** The account cannot send until a person has acted. */
  blocked(action: BlockedAction, error: ChannelErrorCode, detail: string): void;
}

const ACCOUNT_STOPPED_MS = 60_000;

/** Back into the queue without a try: the network's limits leave no place for long. */
export async function postpone(given: OutcomeGiven, doc: MessageDoc, at: number): Promise<SendOutcome> {
  const { house, worker } = given;
  const entered = await enterState(house.store.messages, doc._id, 'queued', new Date(house.clock.now()), {
    set: { 'delivery.nextTryAt': new Date(at), 'delivery.attempts': (doc.delivery?.attempts ?? 1) - 1 },
    only: { 'delivery.lockedBy': worker },
    from: ['sending'],
  });
  if (entered) await announceMessage(house, entered);
  return { kind: 'later', at };
}

/** Decides about a try that failed, tells whom it concerns, and enters it. */
export async function judge(
  given: OutcomeGiven,
  doc: MessageDoc,
  error: ChannelError,
  idempotentSend: Parameters<typeof verdictOn>[1]['idempotentSend'],
): Promise<SendOutcome> {
  const { house } = given;
  const now = house.clock.now();
  const since = doc.delivery?.dueAt ?? doc.receivedAt;
  const verdict = verdictOn(error, {
    idempotentSend,
    attempts: doc.delivery?.attempts ?? 1,
    ageMs: now - since.getTime(),
    now,
    random: given.random(),
  });
  const facts = { message: doc._id, account: doc.accountId, code: error.code, certainty: error.certainty };
  house.log.info({ ...facts, verdict: verdict.kind }, 'a send failed');
  if (verdict.kind === 'retry' && error.code === 'rate_limited') {
    given.limited(doc.chat ?? '', error.scope, verdict.at);
  }
  if (verdict.kind === 'stop-account') given.blocked(verdict.action, verdict.reason, error.message);
  return enterVerdict(given, doc, verdict, error.message, error.code);
}

/** Enters what was decided, unless somebody else has the message by now. */
export async function enterVerdict(
  given: OutcomeGiven,
  doc: MessageDoc,
  verdict: Verdict,
  detail: string,
  code?: ChannelErrorCode,
): Promise<SendOutcome> {
  const { house, worker } = given;
  const { messages } = house.store;
  const now = house.clock.now();
  // The lock may have been lost to the sweep; then what it decided stands.
  const only = { 'delivery.lockedBy': worker };
  const reason = 'reason' in verdict ? verdict.reason : (code ?? 'unknown');
  const set: Record<string, unknown> = { 'delivery.reason': reason, 'delivery.detail': detail };
  if (verdict.kind === 'fail' || verdict.kind === 'uncertain') {
    const state = verdict.kind === 'fail' ? 'failed' : 'uncertain';
    const entered = await enterState(messages, doc._id, state, new Date(now), { set, only });
    if (entered) await announceMessage(house, entered);
    if (reason === 'recipient_blocked' || reason === 'recipient_unknown') await markRoute(house, doc, false);
    return { kind: 'done' };
  }
  const counts = verdict.kind === 'retry' && verdict.counts;
  const at = verdict.kind === 'retry' ? verdict.at : now + ACCOUNT_STOPPED_MS;
  set['delivery.nextTryAt'] = new Date(at);
  if (!counts) set['delivery.attempts'] = Math.max(0, (doc.delivery?.attempts ?? 1) - 1);
  if (verdict.kind === 'retry' && verdict.moveTo !== undefined) {
    set.chat = verdict.moveTo;
    await moveRoute(house, doc, verdict.moveTo);
  }
  const entered = await enterState(messages, doc._id, 'queued', new Date(now), {
    set,
    only,
    from: ['sending'],
  });
  if (entered) await announceMessage(house, entered);
  return { kind: 'later', at };
}
