import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { steadyClock } from '../../src/clock.ts';
import { createLimiter } from '../../src/delivery/limiter.ts';

/** A wall that can be set, and time that passes whatever it shows. */
function world() {
  let wall = 1_700_000_000_000;
  let passed = 0;
  return {
    clock: steadyClock(
      () => wall,
      () => passed,
    ),
    wall: () => wall,
    pass(ms: number) {
      wall += ms;
      passed += ms;
    },
    set(by: number) {
      wall += by;
    },
  };
}

const HOUR = 3_600_000;
const steps = fc.array(
  fc.oneof(
    fc.nat({ max: 60_000 }).map((ms) => ({ pass: ms })),
    fc.integer({ min: -HOUR, max: HOUR }).map((by) => ({ set: by })),
  ),
);

describe('the steady clock', () => {
  test('never goes back, is never behind the wall, and goes on at half the pace at least', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const here = world();
        let last = here.clock.now();
        for (const step of list) {
          if ('pass' in step) here.pass(step.pass);
          else here.set(step.set);
          const now = here.clock.now();
          expect(now).toBeGreaterThanOrEqual(Math.floor(last + ('pass' in step ? step.pass / 2 : 0)) - 1);
          expect(now).toBeGreaterThanOrEqual(last);
          expect(now).toBeGreaterThanOrEqual(here.wall());
          last = now;
        }
      }),
    );
  });

  test('shows the wall again when the wall has caught up', () => {
    const here = world();
    here.clock.now();
    here.set(-HOUR);
    for (let minute = 0; minute < 130; minute += 1) {
      here.pass(60_000);
      here.clock.now();
    }
    expect(here.clock.now()).toBe(here.wall());
  });
});

test.each([
  ['an hour back', -HOUR],
  ['a year back', -365 * 24 * HOUR],
  ['a day forward', 24 * HOUR],
])('sending goes on when the wall is set %s', (_way, jump) => {
  const here = world();
  const limiter = createLimiter({ perSecond: 10, burst: 10, perChatPerSecond: 1 });
  let sent = 0;
  const run = (seconds: number) => {
    for (let at = 0; at < seconds * 100; at += 1) {
      const now = here.clock.now();
      if (limiter.accountWait(now) === 0) {
        const slot = limiter.take(`chat${sent}`, now);
        slot.started(now);
        slot.settled(now);
        sent += 1;
      }
      here.pass(10);
    }
  };
  run(5);
  const before = sent;
  here.set(jump);
  run(10);
  // Half the pace at least, whatever the wall says.
  expect(sent - before).toBeGreaterThanOrEqual(40);
});
