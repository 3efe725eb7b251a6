import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createGiveWay } from '../../src/events/give-way.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A log that grows by so many events a second for so long, and what a follower at `cursor` is told in the end. */
function asked(perSecond: number, seconds: number, cursor: number): boolean {
  let head = 0;
  const giveWay = createGiveWay({ head: () => head });
  let answer = false;
  for (let step = 0; step < seconds * 10; step += 1) {
    vi.advanceTimersByTime(100);
    head += perSecond / 10;
    answer = giveWay(cursor);
  }
  return answer;
}

test('a follower goes on while a company of people writes', () => {
  expect(asked(0, 3, 0)).toBe(false);
  expect(asked(50, 3, 0)).toBe(false);
});

test('a flood goes first', () => {
  expect(asked(400, 3, 0)).toBe(true);
});

test('but nobody falls behind without end', () => {
  expect(asked(2000, 30, 0)).toBe(false);
  expect(asked(2000, 30, 59_000)).toBe(true);
});

test('when the flood is over, the follower goes on', () => {
  let head = 0;
  const giveWay = createGiveWay({ head: () => head });
  vi.advanceTimersByTime(300);
  head = 1000;
  expect(giveWay(0)).toBe(true);
  vi.advanceTimersByTime(300);
  expect(giveWay(0)).toBe(false);
});
