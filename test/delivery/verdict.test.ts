import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Certainty, CHANNEL_ERROR_CODES, type ChannelErrorCode } from '../../channels/errors.ts';
import { MAX_AGE_MS, MAX_ATTEMPTS, pauseAfter, type Verdict, verdictOn } from '../../src/delivery/verdict.ts';

const NOW = 1_000_000;

interface Row {
  name: string;
  code: ChannelErrorCode;
  certainty: Certainty;
  idempotentSend?: 'none' | 'key' | 'message-id';
  retryAfterMs?: number;
  movedTo?: string;
  attempts?: number;
  ageMs?: number;
  expected: Verdict | Pick<Verdict, 'kind'>;
}

const rows: Row[] = [
  {
    name: 'a lost answer where a repeat is not recognised',
    code: 'unreachable_network',
    certainty: 'maybe-sent',
    expected: { kind: 'uncertain', reason: 'unreachable_network' },
  },
  {
    name: 'a lost answer with a refused login: what counts is that it may have arrived',
    code: 'unauthorised',
    certainty: 'maybe-sent',
    expected: { kind: 'uncertain', reason: 'unauthorised' },
  },
  {
    name: 'a lost answer where the key makes a repeat safe',
    code: 'unreachable_network',
    certainty: 'maybe-sent',
    idempotentSend: 'key',
    expected: { kind: 'retry', at: NOW + 2000, counts: true },
  },
  {
    name: 'a lost answer, repeated safely until the tries were used up',
    code: 'unreachable_network',
    certainty: 'maybe-sent',
    idempotentSend: 'message-id',
    attempts: MAX_ATTEMPTS,
    expected: { kind: 'uncertain', reason: 'unreachable_network' },
  },
  {
    name: 'no connection at all',
    code: 'unreachable_network',
    certainty: 'not-sent',
    expected: { kind: 'retry', at: NOW + 2000, counts: true },
  },
  {
    name: 'no connection, third try',
    code: 'unreachable_network',
    certainty: 'not-sent',
    attempts: 3,
    expected: { kind: 'retry', at: NOW + 8000, counts: true },
  },
  {
    name: 'no connection, the tries used up',
    code: 'unreachable_network',
    certainty: 'not-sent',
    attempts: MAX_ATTEMPTS,
    expected: { kind: 'fail', reason: 'unreachable_network' },
  },
  {
    name: 'some parts arrived, the next did not',
    code: 'unreachable_network',
    certainty: 'partly-sent',
    expected: { kind: 'retry', at: NOW + 2000, counts: true },
  },
  {
    name: 'a temporary refusal that names its time',
    code: 'unknown',
    certainty: 'not-sent',
    retryAfterMs: 60_000,
    expected: { kind: 'retry', at: NOW + 60_000, counts: true },
  },
  {
    name: 'too many calls, time named',
    code: 'rate_limited',
    certainty: 'not-sent',
    retryAfterMs: 17_000,
    attempts: MAX_ATTEMPTS,
    expected: { kind: 'retry', at: NOW + 17_000, counts: false },
  },
  {
    name: 'too many calls, no time named',
    code: 'rate_limited',
    certainty: 'not-sent',
    expected: { kind: 'retry', at: NOW + 5000, counts: false },
  },
  {
    name: 'too many calls for two days',
    code: 'rate_limited',
    certainty: 'not-sent',
    ageMs: MAX_AGE_MS + 1,
    expected: { kind: 'fail', reason: 'rate_limited' },
  },
  {
    name: 'a refused login',
    code: 'unauthorised',
    certainty: 'not-sent',
    expected: { kind: 'stop-account', action: 're-authorise', reason: 'unauthorised' },
  },
  {
    name: 'a refused login although the key would make a repeat safe',
    code: 'unauthorised',
    certainty: 'maybe-sent',
    idempotentSend: 'key',
    expected: { kind: 'stop-account', action: 're-authorise', reason: 'unauthorised' },
  },
  {
    name: 'somebody else uses the account',
    code: 'duplicate_consumer',
    certainty: 'not-sent',
    expected: { kind: 'stop-account', action: 'stop-other-consumer', reason: 'duplicate_consumer' },
  },
  {
    name: 'the chat has a new id',
    code: 'rejected',
    certainty: 'not-sent',
    movedTo: '-100',
    expected: { kind: 'retry', at: NOW, counts: true, moveTo: '-100' },
  },
  {
    name: 'a chat that moves for ever',
    code: 'rejected',
    certainty: 'not-sent',
    movedTo: '-100',
    attempts: MAX_ATTEMPTS,
    expected: { kind: 'fail', reason: 'rejected' },
  },
  ...(
    [
      'recipient_blocked',
      'recipient_unknown',
      'window_closed',
      'too_large',
      'unsupported',
      'rejected',
    ] as const
  ).map((code) => ({
    name: `${code} will not change by repeating`,
    code,
    certainty: 'not-sent' as const,
    expected: { kind: 'fail' as const, reason: code },
  })),
];

describe('the verdict on a failed send', () => {
  it.each(rows)('$name', (row) => {
    const { code, certainty, retryAfterMs, movedTo } = row;
    const verdict = verdictOn(
      { code, certainty, retryAfterMs, movedTo },
      {
        idempotentSend: row.idempotentSend ?? 'none',
        attempts: row.attempts ?? 1,
        ageMs: row.ageMs ?? 0,
        now: NOW,
        random: 0.5,
      },
    );
    expect(verdict).toEqual(row.expected);
  });

  const failures = fc.record({
    code: fc.constantFrom(...CHANNEL_ERROR_CODES),
    certainty: fc.constantFrom<Certainty>('not-sent', 'maybe-sent', 'partly-sent'),
    retryAfterMs: fc.option(fc.nat(), { nil: undefined }),
    movedTo: fc.option(fc.string(), { nil: undefined }),
  });
  const circumstances = fc.record({
    idempotentSend: fc.constantFrom<'none' | 'key' | 'message-id'>('none', 'key', 'message-id'),
    attempts: fc.integer({ min: 1, max: 100 }),
    ageMs: fc.nat(MAX_AGE_MS * 2),
    now: fc.nat(),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });

  it('never repeats an unknown outcome where repeats are not recognised', () => {
    fc.assert(
      fc.property(failures, circumstances, (failure, given) => {
        fc.pre(failure.certainty === 'maybe-sent' && given.idempotentSend === 'none');
        expect(verdictOn(failure, given).kind).toBe('uncertain');
      }),
    );
  });

  it('never calls an unknown outcome of an exhausted message failed', () => {
    fc.assert(
      fc.property(circumstances, (given) => {
        const failure = { code: 'unreachable_network', certainty: 'maybe-sent' } as const;
        expect(verdictOn(failure, given).kind).not.toBe('fail');
      }),
    );
  });

  it('ends for every error: a message does not wait for ever', () => {
    fc.assert(
      fc.property(failures, circumstances, (failure, given) => {
        fc.pre(given.ageMs > MAX_AGE_MS && given.attempts >= MAX_ATTEMPTS);
        expect(verdictOn(failure, given).kind).not.toBe('retry');
      }),
    );
  });

  it('waits longer after each failure, up to an hour and a quarter', () => {
    for (let attempts = 1; attempts < MAX_ATTEMPTS; attempts += 1) {
      expect(pauseAfter(attempts + 1, 0.5)).toBeGreaterThanOrEqual(pauseAfter(attempts, 0.5));
      expect(pauseAfter(attempts, 0.999)).toBeLessThanOrEqual(4_500_000);
      expect(pauseAfter(attempts, 0.9)).toBeGreaterThan(pauseAfter(attempts, 0.1));
    }
  });
});
