import type { Capabilities } from '../../channels/capabilities.ts';
import type { BlockedAction } from '../../channels/contract.ts';
import type { Certainty, ChannelErrorCode } from '../../channels/errors.ts';

/*
 * What becomes of a message after a failed try. The reasons behind the rules:
 *
 * - A lost answer is not a failed send. Client libraries that repeat after a dropped connection write to people
 *   twice, so where the network cannot recognise a repeat, a person decides (`uncertain`), never a timer.
 * - Where it can, the repeat is safe; but once the tries are used up the outcome is still unknown, so the end is
 *   `uncertain` there too and never "failed".
 * - Being told to wait is no failure: it uses up no try, otherwise a mass mail fails by being patient.
 * - A refused login fails every message alike. Trying on locks accounts at several providers, so the account stops
 *   and its messages wait for a person to mend it.
 * - A chat that moved has a new id; the message goes there at once.
 * - A refusal that concerns the message or the person will not change by repeating.
 * - Everything else heals by itself or does not: greater and greater pauses with jitter, so that a thousand
 *   messages do not come back in the same second.
 */

export const MAX_ATTEMPTS = 20;
/** A message that has been due for longer is of no use to its reader. */
export const MAX_AGE_MS = 48 * 3_600_000;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** A network that limits without naming a time. */
const UNNAMED_LIMIT_MS = 5_000;

export interface Failure {
  code: ChannelErrorCode;
  certainty: Certainty;
  retryAfterMs?: number | undefined;
  movedTo?: string | undefined;
}

export interface Circumstances {
  idempotentSend: Capabilities['idempotentSend'];
  /** Tries so far, this one included. */
  attempts: number;
  /** Milliseconds since the message was first due. */
  ageMs: number;
  /** Unix milliseconds. */
  now: number;
  /** In [0, 1). */
  random: number;
}

export type Verdict =
  /** Again at `at`. `counts` is false when the try shall not count against the limit of tries. */
  | { kind: 'retry'; at: number; counts: boolean; moveTo?: string }
  | { kind: 'fail'; reason: ChannelErrorCode }
  | { kind: 'uncertain'; reason: ChannelErrorCode }
  /** Back into the queue; nothing of this account is tried until a person has acted. */
  | { kind: 'stop-account'; action: BlockedAction; reason: ChannelErrorCode };

const PERMANENT: ReadonlySet<ChannelErrorCode> = new Set<ChannelErrorCode>([
  'recipient_blocked',
  'recipient_unknown',
  'window_closed',
  'too_large',
  'unsupported',
  'rejected',
]);

const STOPPING: Partial<Record<ChannelErrorCode, BlockedAction>> = {
  unauthorised: 're-authorise',
  duplicate_consumer: 'stop-other-consumer',
};

/** Decides from the error, what the channel can do, the tries and the age; pure. */
export function verdictOn(failure: Failure, given: Circumstances): Verdict {
  const unknown = failure.certainty === 'maybe-sent';
  if (unknown && given.idempotentSend === 'none') return { kind: 'uncertain', reason: failure.code };
  if (failure.movedTo !== undefined) {
    const at = given.now;
    return tired(given)
      ? { kind: 'fail', reason: failure.code }
      : { kind: 'retry', at, counts: true, moveTo: failure.movedTo };
  }
  const action = STOPPING[failure.code];
  if (action !== undefined) return { kind: 'stop-account', action, reason: failure.code };
  if (PERMANENT.has(failure.code)) return { kind: 'fail', reason: failure.code };
  if (given.ageMs > MAX_AGE_MS) return exhausted(failure.code, unknown);
  if (failure.code === 'rate_limited') {
    return { kind: 'retry', at: given.now + (failure.retryAfterMs ?? UNNAMED_LIMIT_MS), counts: false };
  }
  if (tired(given)) return exhausted(failure.code, unknown);
  const pause = Math.max(pauseAfter(given.attempts, given.random), failure.retryAfterMs ?? 0);
  return { kind: 'retry', at: given.now + pause, counts: true };
}

const tired = (given: Circumstances) => given.attempts >= MAX_ATTEMPTS;

function exhausted(reason: ChannelErrorCode, unknown: boolean): Verdict {
  return unknown ? { kind: 'uncertain', reason } : { kind: 'fail', reason };
}

/** Milliseconds to wait after the nth failed try: doubling up to an hour, a quarter more or less by chance. */
export function pauseAfter(attempts: number, random: number): number {
  const steady = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, attempts - 1), LONGEST_PAUSE_MS);
  return Math.round(steady * (0.75 + random / 2));
}
