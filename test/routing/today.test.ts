import { expect, test } from 'vitest';
import { startOfDay, wallClock } from '../../src/zone.ts';

test.each([
  ['Europe/Kyiv', '2026-07-01T20:59:00Z', '2026-06-30T21:00:00.000Z'],
  ['Europe/Kyiv', '2026-07-01T21:00:00Z', '2026-07-01T21:00:00.000Z'],
  ['Europe/Kyiv', '2026-03-29T12:00:00Z', '2026-03-28T22:00:00.000Z'],
  ['Asia/Tashkent', '2026-01-10T03:00:00Z', '2026-01-09T19:00:00.000Z'],
  ['America/New_York', '2026-01-10T03:00:00Z', '2026-01-09T05:00:00.000Z'],
])('a day in %s at %s began at %s', (zone, now, began) => {
  const { day } = wallClock(Date.parse(now), zone);
  expect(new Date(startOfDay(day, zone)).toISOString()).toBe(began);
});
