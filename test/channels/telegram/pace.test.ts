import { describe, expect, it } from 'vitest';
import { Backoff, PACE } from '../../../adapters/telegram/pace.ts';

describe('pauses after failures', () => {
  const pace = { ...PACE, first: 1_000, longest: 60_000, stable: 60_000 };

  function failing(times: number, backoff: Backoff): number[] {
    return Array.from({ length: times }, () => backoff.failed());
  }

  it('double up to a limit, between half and the whole', () => {
    const pauses = failing(12, new Backoff(pace, () => 0));
    pauses.forEach((pause, index) => {
      const whole = Math.min(60_000, 1_000 * 2 ** index);
      expect(pause).toBeGreaterThanOrEqual(whole / 2);
      expect(pause).toBeLessThanOrEqual(whole);
    });
  });

  it('are not forgotten for one good answer, only for a good while', () => {
    let now = 0;
    const backoff = new Backoff(pace, () => now);
    failing(6, backoff);
    backoff.succeeded();
    expect(backoff.failed()).toBeGreaterThanOrEqual(30_000);
    backoff.succeeded();
    now += 60_000;
    backoff.succeeded();
    expect(backoff.failed()).toBeLessThanOrEqual(1_000);
  });
});
