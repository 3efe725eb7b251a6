/** Unix milliseconds; a test has its own. */
export interface Clock {
  now(): number;
}

/**
 * The wall's time, except that it never goes back: when the wall is set back (somebody mends it, a machine wakes up
 * somewhere else), time goes on at half its pace until the wall has caught up. Whatever waits for a moment would
 * otherwise wait for as long as the wall was moved. A wall that is set forward is believed at once.
 */
export function steadyClock(
  wall: () => number = Date.now,
  passing: () => number = () => performance.now(),
): Clock {
  let last = wall();
  let seen = passing();
  return {
    now() {
      const at = passing();
      last = Math.max(wall(), last + (at - seen) / 2);
      seen = at;
      return Math.floor(last);
    },
  };
}

export const systemClock: Clock = steadyClock();
