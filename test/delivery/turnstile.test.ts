import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLimiter } from '../../src/delivery/limiter.ts';
import { createTurnstile, type Turn } from '../../src/delivery/turnstile.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const open = (perSecond: number, perChatPerSecond = 1000) =>
  createTurnstile(createLimiter({ perSecond, perChatPerSecond, burst: perSecond }), () => Date.now());

/** Goes through, sends for some milliseconds, and tells when it started. */
async function pass(turn: Promise<Turn>, took: number): Promise<number> {
  let open = true;
  const settled = turn.finally(() => {
    open = false;
  });
  await Promise.resolve();
  while (open) await vi.advanceTimersByTimeAsync(1);
  const got = await settled;
  if ('notBefore' in got) throw new Error('sent home');
  await vi.advanceTimersByTimeAsync(Math.max(0, got.startAt - Date.now()));
  const at = Date.now();
  got.slot.started(at);
  await vi.advanceTimersByTimeAsync(took);
  got.slot.settled(Date.now());
  return at;
}

describe('the turnstile', () => {
  it('lets whoever matters more go first', async () => {
    const turnstile = open(1);
    const order: string[] = [];
    const first = turnstile.enter('x', 2);
    const waiting = [
      ['mass 1', 2],
      ['mass 2', 2],
      ['answer', 0],
    ].map(async ([name, priority]) => {
      const turn = await turnstile.enter(String(name), Number(priority));
      order.push(String(name));
      if ('slot' in turn) {
        turn.slot.started(turn.startAt);
        turn.slot.settled(turn.startAt);
      }
    });
    await pass(first, 0);
    await vi.advanceTimersByTimeAsync(5_000);
    await Promise.all(waiting);
    expect(order).toEqual(['answer', 'mass 1', 'mass 2']);
  });

  it('starts no call before its place is free', async () => {
    const turnstile = open(2);
    const starts: number[] = [];
    for (let n = 0; n < 6; n += 1) starts.push(await pass(turnstile.enter(`c${n}`, 0), 30));
    for (let n = 2; n < starts.length; n += 1) {
      expect((starts[n] ?? 0) - (starts[n - 2] ?? 0)).toBeGreaterThanOrEqual(1000);
    }
  });

  it('does not let one chat that waits hold up another', async () => {
    const turnstile = open(100, 1);
    await pass(turnstile.enter('a', 0), 0);
    const again = turnstile.enter('a', 0);
    expect(await pass(turnstile.enter('b', 0), 0)).toBeLessThan(100);
    await vi.advanceTimersByTimeAsync(2_000);
    await again;
  });

  it('sends home whoever would wait long, at once when the network asks for it', async () => {
    const turnstile = open(100);
    turnstile.limited('a', 'chat', 60_000);
    expect(await turnstile.enter('a', 0)).toEqual({ notBefore: 60_000 });
    turnstile.limited('b', 'account', 30_000);
    expect(await turnstile.enter('c', 0)).toMatchObject({ notBefore: 30_000 });
  });

  it('sends everybody home when it closes', async () => {
    const turnstile = open(1);
    await turnstile.enter('a', 0);
    const waiting = turnstile.enter('b', 0);
    turnstile.close();
    expect(await waiting).toEqual({ notBefore: 0 });
  });
});
