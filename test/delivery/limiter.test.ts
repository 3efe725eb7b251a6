import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLimiter } from '../../src/delivery/limiter.ts';

interface Run {
  /** When each call reached the network. */
  arrivals: number[];
  end: number;
}

/** Sends `count` messages as fast as the limiter allows; each takes `latency(n)` ms, and arrives halfway at the latest. */
function drive(
  rate: { perSecond: number; perChatPerSecond: number; burst: number },
  count: number,
  chatOf: (n: number) => string,
  latency: (n: number) => number,
): Run {
  const limiter = createLimiter(rate);
  const arrivals: number[] = [];
  const settling: { at: number; settle: (now: number) => void }[] = [];
  let now = 0;
  for (let n = 0; n < count; ) {
    for (const call of settling.filter(({ at }) => at <= now)) {
      call.settle(now);
      settling.splice(settling.indexOf(call), 1);
    }
    const wait = Math.max(limiter.accountWait(now), limiter.chatWait(chatOf(n), now));
    if (wait > 0) {
      const nextSettle = Math.min(...settling.map(({ at }) => at - now), wait);
      now += Math.max(1, Math.ceil(nextSettle));
      continue;
    }
    const slot = limiter.take(chatOf(n), now);
    slot.started(now);
    const took = latency(n);
    arrivals.push(now + Math.min(took, 3000));
    settling.push({ at: now + took, settle: (at) => slot.settled(at) });
    n += 1;
  }
  return { arrivals: arrivals.sort((a, b) => a - b), end: now };
}

function mostInAnyWindow(arrivals: number[], windowMs: number): number {
  let most = 0;
  let start = 0;
  for (const [end, at] of arrivals.entries()) {
    while ((arrivals[start] ?? 0) <= at - windowMs) start += 1;
    most = Math.max(most, end - start + 1);
  }
  return most;
}

describe('the limiter', () => {
  it('never lets more than the limit arrive within any second, whatever the delays', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.nat(400), { minLength: 20, maxLength: 20 }),
        (perSecond, burst, delays) => {
          const rate = { perSecond, perChatPerSecond: 1000, burst };
          const run = drive(
            rate,
            perSecond * 4,
            (n) => `c${n}`,
            (n) => delays[n % 20] ?? 0,
          );
          expect(mostInAnyWindow(run.arrivals, 1000)).toBeLessThanOrEqual(perSecond);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('uses at least 0.95 of what is allowed', () => {
    for (const burst of [1, 30]) {
      const run = drive(
        { perSecond: 30, perChatPerSecond: 1, burst },
        3000,
        (n) => `c${n % 500}`,
        () => 20,
      );
      expect(3000 / (run.end / 1000)).toBeGreaterThanOrEqual(30 * 0.95);
    }
  });

  it('keeps limits below one a second', () => {
    const run = drive(
      { perSecond: 0.5, perChatPerSecond: 0.5, burst: 1 },
      5,
      () => 'c',
      () => 5,
    );
    expect(mostInAnyWindow(run.arrivals, 2000)).toBe(1);
  });

  it('keeps the limit of a chat without slowing others', () => {
    const limiter = createLimiter({ perSecond: 100, perChatPerSecond: 1, burst: 100 });
    const slot = limiter.take('a', 0);
    slot.started(0);
    slot.settled(10);
    expect(limiter.chatWait('a', 10)).toBeGreaterThan(900);
    expect(limiter.chatWait('b', 10)).toBe(0);
    expect(limiter.accountWait(10)).toBe(0);
    expect(limiter.chatWait('a', 1010)).toBe(0);
  });

  it('counts an album as its items, without a longer wait for its chat', () => {
    const limiter = createLimiter({ perSecond: 10, perChatPerSecond: 1, burst: 10 });
    const album = limiter.take('a', 0, 8);
    album.started(0);
    album.settled(0);
    expect(limiter.accountWait(0, 2)).toBe(0);
    expect(limiter.accountWait(0, 3)).toBe(1000);
    expect(limiter.chatWait('a', 0)).toBe(1000);
    expect(limiter.accountWait(1000, 100)).toBe(0);
  });

  it('gives back what was not used', () => {
    const limiter = createLimiter({ perSecond: 1, perChatPerSecond: 1, burst: 1 });
    limiter.take('a', 0).refund();
    expect(limiter.accountWait(0)).toBe(0);
    expect(limiter.chatWait('a', 0)).toBe(0);
  });

  it('pauses the chat that the network limited, and the account when a second chat is told the same', () => {
    const limiter = createLimiter({ perSecond: 100, perChatPerSecond: 10, burst: 100 });
    limiter.limited('a', undefined, 5000, 0);
    expect(limiter.chatWait('a', 0)).toBe(5000);
    expect(limiter.accountWait(0)).toBe(0);
    limiter.limited('b', undefined, 4000, 100);
    expect(limiter.accountWait(100)).toBe(4900);
  });

  it('believes a scope that the network named', () => {
    const limiter = createLimiter({ perSecond: 100, perChatPerSecond: 10, burst: 100 });
    limiter.limited('a', 'account', 3000, 0);
    expect(limiter.accountWait(0)).toBe(3000);
    expect(limiter.chatWait('a', 0)).toBe(0);
    const other = createLimiter({ perSecond: 100, perChatPerSecond: 10, burst: 100 });
    other.limited('a', 'chat', 3000, 0);
    other.limited('b', 'chat', 3000, 0);
    expect(other.accountWait(0)).toBe(0);
  });
});
