import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysOf, periodBefore, periodOf } from '../../src/reports/period.ts';
import { quantile } from '../../src/reports/quantile.ts';
import { addDays, startOfDay, wallClock } from '../../src/zone.ts';

const zones = [
  'UTC',
  'Europe/Moscow',
  'Europe/Kyiv',
  'Asia/Tashkent',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'Asia/Beirut',
  'Pacific/Apia',
];
/** Samoa left out 30 December 2011; the periods before these days do not reach back to it. */
const day = fc
  .integer({ min: Date.UTC(2012, 3, 1) / 86_400_000, max: Date.UTC(2027, 0, 1) / 86_400_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));

test('a day begins at its first moment in every zone, also where the clock changes at midnight', () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), day, (zone, wanted) => {
      const at = startOfDay(wanted, zone);
      expect(wallClock(at, zone).day).toBe(wanted);
      expect(wallClock(at - 1, zone).day < wanted).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('a moment lies in exactly the day that its wall clock shows', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(2012), max: Date.UTC(2027) }),
      (zone, at) => {
        const { day: today, hour } = wallClock(at, zone);
        expect(startOfDay(today, zone)).toBeLessThanOrEqual(at);
        expect(startOfDay(addDays(today, 1), zone)).toBeGreaterThan(at);
        expect(hour).toBeGreaterThanOrEqual(0);
        expect(hour).toBeLessThan(24);
      },
    ),
    { numRuns: 500 },
  );
});

test('the period before has as many days and ends where this one begins', () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), day, fc.integer({ min: 0, max: 60 }), (zone, from, length) => {
      const period = periodOf({ from, to: addDays(from, length), zone }, 'UTC', 0);
      const before = periodBefore(period);
      expect(before.to).toEqual(period.from);
      expect(daysOf(before)).toHaveLength(daysOf(period).length);
    }),
  );
});

test('a quantile lies between the values of the sample, and the median in its middle', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }), (sample) => {
      const all = [...sample].sort((one, other) => one - other);
      expect(quantile(sample, 0)).toBe(all[0]);
      expect(quantile(sample, 1)).toBe(all.at(-1));
      const median = quantile(sample, 0.5) ?? Number.NaN;
      const below = all.filter((value) => value < median).length;
      const above = all.filter((value) => value > median).length;
      expect(Math.max(below, above)).toBeLessThanOrEqual(all.length / 2);
    }),
  );
  expect(quantile([], 0.5)).toBe(null);
  expect(quantile([1, 2], 0.5)).toBe(1.5);
});
