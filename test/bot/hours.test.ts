import { describe, expect, test } from 'vitest';
import { isOpen, nextOpening } from '../../src/bot/hours.ts';

const office = {
  hours: [
    { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' },
    { days: [6], from: '10:00', to: '14:00' },
  ],
  holidays: ['2026-05-11', '01-01'],
  zone: 'Asia/Tashkent',
};

describe('working hours in the zone of the house (UTC+5)', () => {
  test.each([
    ['2026-05-08T03:59:00Z', false],
    ['2026-05-08T04:00:00Z', true],
    ['2026-05-08T12:59:00Z', true],
    ['2026-05-08T13:00:00Z', false],
    ['2026-05-09T05:00:00Z', true],
    ['2026-05-10T06:00:00Z', false],
    ['2026-05-11T06:00:00Z', false],
    ['2027-01-01T06:00:00Z', false],
  ])('%s: %s', (at, open) => expect(isOpen(office, Date.parse(at))).toBe(open));

  test.each([
    ['2026-05-08T03:00:00Z', 'ru', '09:00'],
    ['2026-05-08T14:00:00Z', 'ru', 'суббота, 10:00'],
    ['2026-05-09T14:00:00Z', 'ru', 'вторник, 09:00'],
    ['2026-05-09T14:00:00Z', 'uk', 'вівторок, 09:00'],
    ['2026-05-09T14:00:00Z', 'uz', 'seshanba, 09:00'],
    ['2026-05-09T14:00:00Z', 'en', 'Tuesday, 09:00'],
  ] as const)('after %s opens in %s: %s', (at, language, words) => {
    expect(nextOpening(office, Date.parse(at), language)).toBe(words);
  });

  test('hours over midnight belong to the evening', () => {
    const night = { hours: [{ days: [5], from: '22:00', to: '02:00' }], holidays: [], zone: 'UTC' };
    expect(isOpen(night, Date.parse('2026-05-08T23:00:00Z'))).toBe(true);
    expect(isOpen(night, Date.parse('2026-05-09T01:59:00Z'))).toBe(true);
    expect(isOpen(night, Date.parse('2026-05-09T02:00:00Z'))).toBe(false);
    expect(isOpen(night, Date.parse('2026-05-08T01:00:00Z'))).toBe(false);
  });

  test('the change to summer time moves the clock, not the hours', () => {
    const kyiv = {
      hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '09:00', to: '18:00' }],
      holidays: [],
      zone: 'Europe/Kyiv',
    };
    expect(isOpen(kyiv, Date.parse('2026-03-28T06:30:00Z'))).toBe(false);
    expect(isOpen(kyiv, Date.parse('2026-03-29T06:30:00Z'))).toBe(true);
  });

  test('a house that never opens names no time', () => {
    expect(nextOpening({ hours: [], holidays: [], zone: 'UTC' }, 0, 'ru')).toBe('');
  });
});
