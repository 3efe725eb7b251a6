import { describe, expect, test } from 'vitest';
import { createThrottle, SIGN_IN_LIMITS } from '../../src/users/throttle.ts';

function throttleAt() {
  const clock = { now: 1_000_000 };
  return { clock, throttle: createThrottle(SIGN_IN_LIMITS, () => clock.now) };
}
const olga = ['pair:olga 10.0.0.1', 'person:olga'];

describe('slowing down guesses', () => {
  test('some mistakes cost nothing, then the pause doubles up to a limit', () => {
    const { clock, throttle } = throttleAt();
    for (let tries = 1; tries < 5; tries += 1) {
      throttle.attempt(olga);
      expect(throttle.wait(olga)).toBe(0);
    }
    const pauses: number[] = [];
    for (let tries = 0; tries < 12; tries += 1) {
      throttle.attempt(olga);
      const pause = throttle.wait(olga);
      pauses.push(pause);
      clock.now += pause;
    }
    expect(pauses.slice(0, 3)).toEqual([5_000, 10_000, 20_000]);
    expect(Math.max(...pauses)).toBe(SIGN_IN_LIMITS.longestPauseMs);
  });

  test('many tries at once are counted before any of them is answered', () => {
    const { throttle } = throttleAt();
    const allowed = Array.from({ length: 100 }, () => {
      const free = throttle.wait(olga) === 0;
      if (free) throttle.attempt(olga);
      return free;
    });
    expect(allowed.filter(Boolean)).toHaveLength(5);
  });

  test('one person is protected from many addresses, and many persons from one address', () => {
    const { throttle } = throttleAt();
    for (let address = 0; address < 20; address += 1)
      throttle.attempt([`pair:olga ${address}`, 'person:olga']);
    expect(throttle.wait(['pair:olga new', 'person:olga'])).toBeGreaterThan(0);
    for (let person = 0; person < 50; person += 1) throttle.attempt([`person:${person}`, 'address:10.0.0.9']);
    expect(throttle.wait(['person:somebody', 'address:10.0.0.9'])).toBeGreaterThan(0);
    expect(throttle.wait(['person:somebody', 'address:10.0.0.8'])).toBe(0);
  });

  test('a success forgets, and a try taken back does not count', () => {
    const { throttle } = throttleAt();
    for (let tries = 0; tries < 6; tries += 1) throttle.attempt(olga);
    throttle.forget(olga);
    expect(throttle.wait(olga)).toBe(0);
    for (let tries = 0; tries < 200; tries += 1) {
      throttle.attempt(['address:office']);
      throttle.forgive(['address:office']);
    }
    expect(throttle.wait(['address:office'])).toBe(0);
  });

  test('an hour of quiet forgets', () => {
    const { clock, throttle } = throttleAt();
    for (let tries = 0; tries < 30; tries += 1) throttle.attempt(olga);
    clock.now += SIGN_IN_LIMITS.forgetMs;
    throttle.attempt(olga);
    expect(throttle.wait(olga)).toBe(0);
  });
});
