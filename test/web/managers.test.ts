import { describe, expect, it } from 'vitest';
import type { ReportView } from '../../src/api/protocol.ts';
import { formatRoute, parseRoute } from '../../web-inbox/app/route.ts';
import { firstWish, requestOf } from '../../web-inbox/features/reassign/wish.ts';
import { chartOf, currenciesOf, daysOf, inCurrency } from '../../web-inbox/features/reports/model.ts';
import {
  divisions,
  readQuestion,
  serverQuery,
  writeQuestion,
} from '../../web-inbox/features/reports/query.ts';
import { mayGo, placesFor } from '../../web-inbox/features/shell/places.ts';
import { stretch } from '../../web-inbox/i18n/amounts.ts';
import { shortDay } from '../../web-inbox/i18n/short-day.ts';
import { everyNth, marksOf, niceScale, timeScale } from '../../web-inbox/ui/chart/scale.ts';

const now = new Date(2026, 10, 22, 9, 30);

const view = (change: Partial<ReportView>): ReportView => ({
  report: 'leads',
  by: 'day',
  from: '2026-11-19T21:00:00.000Z',
  to: '2026-11-22T21:00:00.000Z',
  zone: 'Europe/Moscow',
  columns: [
    { key: 'day', kind: 'date' },
    { key: 'leads', kind: 'number' },
  ],
  rows: [{ day: '2026-11-21', leads: 4 }],
  totals: { leads: 4 },
  ...change,
});

describe('the address of a report', () => {
  it.each([
    '',
    '?period=7',
    '?by=source&compare=1',
    '?period=custom&from=2026-10-01&to=2026-10-31&user=u1',
    '?team=t1&channel=viber',
  ])('keeps %s', (search) => {
    expect(writeQuestion(readQuestion('leads', search, now))).toBe(search);
    const address = `/reports/leads${search}`;
    expect(formatRoute(parseRoute(address))).toBe(address);
  });

  it('asks for whole days up to today, and for a division that the report has', () => {
    const week = readQuestion('refusals', '?period=7&by=hour', now);
    expect(serverQuery(week, 'Asia/Tashkent', 'uz', now)).toEqual({
      from: '2026-11-16',
      to: '2026-11-22',
      zone: 'Asia/Tashkent',
      language: 'uz',
    });
    expect(readQuestion('response', '?by=nonsense', now).by).toBe(divisions.response[0]);
    expect(readQuestion('sales', '?period=custom&from=soon', now).from).toBe('2026-10-24');
  });
});

describe('the picture of a report', () => {
  it('has every day of the zone, also those of which nothing is told', () => {
    const chart = chartOf(view({}));
    expect(chart.groups).toEqual(['2026-11-20', '2026-11-21', '2026-11-22']);
    expect(chart.series).toEqual([{ key: 'leads', values: [0, 4, 0] }]);
  });

  it('names every day once where clocks are changed', () => {
    const days = daysOf('2026-10-23T22:00:00.000Z', '2026-10-26T23:00:00.000Z', 'Europe/Berlin');
    expect(days).toEqual(['2026-10-24', '2026-10-25', '2026-10-26']);
  });

  it('puts the days before behind the days now, one for one', () => {
    const previous = {
      from: '2026-11-16T21:00:00.000Z',
      to: '2026-11-19T21:00:00.000Z',
      rows: [{ day: '2026-11-17', leads: 7 }],
      totals: { leads: 7 },
    };
    expect(chartOf(view({ previous })).series[0]?.before).toEqual([7, 0, 0]);
  });

  it('says nothing where nothing was measured, and zero where nothing was counted', () => {
    const response = view({
      report: 'response',
      by: 'channel',
      columns: [
        { key: 'channel', kind: 'text' },
        { key: 'firstMedian', kind: 'duration' },
      ],
      rows: [
        { channel: 'a', firstMedian: 60 },
        { channel: 'b', firstMedian: null },
      ],
    });
    expect(chartOf(response)).toMatchObject({ kind: 'bars', time: true, series: [{ values: [60, null] }] });
  });

  it('shows one currency with its own totals and never two', () => {
    const rublesTotal = { currency: 'RUB', sales: 3, sum: 600, profit: 90, buyers: 2, repeatBuyers: 1 };
    const sales = view({
      report: 'sales',
      by: 'channel',
      columns: [
        { key: 'channel', kind: 'text' },
        { key: 'currency', kind: 'text' },
        { key: 'sales', kind: 'number' },
        { key: 'sum', kind: 'money' },
      ],
      rows: [
        { channel: 'a', currency: 'RUB', sales: 2, sum: 300, profit: 30 },
        { channel: 'b', currency: 'RUB', sales: 1, sum: 300, profit: 60 },
        { channel: 'a', currency: 'UZS', sales: 9, sum: 5_000_000, profit: 0 },
      ],
      totals: { currency: null, sales: 12 },
      perCurrency: [{ currency: 'UZS', sales: 9, sum: 5_000_000 }, rublesTotal],
    });
    expect(currenciesOf(sales)).toEqual(['UZS', 'RUB']);
    const rubles = inCurrency(sales, 'RUB');
    expect(rubles.totals).toEqual(rublesTotal);
    expect(inCurrency(sales, 'EUR').totals).toMatchObject({ currency: 'EUR', sales: 0, sum: 0 });
    expect(chartOf(rubles).series[0]?.values).toEqual([300, 300]);
  });
});

describe('an axis', () => {
  it.each([0, 1, 3, 7, 18, 99, 1234, 965_500])('holds %d with at most six round marks', (most) => {
    for (const scale of [niceScale(most), timeScale(most)]) {
      const marks = marksOf(scale);
      expect(scale.top).toBeGreaterThanOrEqual(most);
      expect(marks[0]).toBe(0);
      expect(marks.at(-1)).toBeCloseTo(scale.top);
      expect(marks.length).toBeLessThanOrEqual(7);
    }
  });

  it('writes only as many labels as there is room for', () => {
    expect(everyNth(30, 10)).toBe(3);
    expect(everyNth(5, 10)).toBe(1);
    expect(everyNth(90, 0.4)).toBe(90);
  });
});

describe('handing over', () => {
  it('asks for nothing while something is missing', () => {
    const one = { ...firstWish, kind: 'user' } as const;
    expect(requestOf(one, { from: 'u1' })).toBeNull();
    expect(requestOf({ ...firstWish, reason: 'own', words: '  ' }, { from: 'u1' })).toBeNull();
  });

  it('asks for what the form says, and takes chosen conversations whatever their state', () => {
    expect(requestOf({ ...firstWish, note: ' Keys are in the drawer. ' }, { from: 'u1' })).toEqual({
      from: 'u1',
      to: { kind: 'routing' },
      responsible: false,
      open: 'open',
      reason: 'illness',
      note: 'Keys are in the drawer.',
    });
    const chosen = { ...firstWish, kind: 'team', team: 't1', reason: 'own', words: 'Moves away' } as const;
    expect(requestOf(chosen, { conversations: ['c1'] })).toEqual({
      conversations: ['c1'],
      to: { kind: 'team', id: 't1' },
      responsible: false,
      open: 'any',
      reason: 'Moves away',
    });
  });
});

describe('pages and rights', () => {
  it('offers an operator no page of managers, and lets nobody stay on one', () => {
    const pages = [...placesFor('operator', 'work'), ...placesFor('operator', 'office')].map(
      ({ page }) => page,
    );
    // Reports show operators their own figures.
    for (const page of ['undelivered', 'reports'] as const) expect(pages).toContain(page);
    for (const page of ['board', 'channels', 'quarantine'] as const) {
      expect(pages).not.toContain(page);
      expect(mayGo('operator', page)).toBe(false);
      expect(mayGo('manager', page)).toBe(true);
    }
    expect(mayGo('operator', 'inbox')).toBe(true);
  });
});

describe('amounts in words', () => {
  it.each([
    [45, 'ru', '45 с'],
    [260, 'uk', '4 хв'],
    [4800, 'ru', '1 ч 20 мин'],
    [7200, 'uk', '2 год'],
    [4 * 86_400, 'ru', '4 дн.'],
  ] as const)('%d seconds in %s', (seconds, language, words) => {
    expect(stretch(seconds, language).replace(/\s/g, ' ')).toBe(words);
  });

  it('writes a day short for an axis', () => {
    expect(shortDay('2026-11-22', 'en')).toBe('22 Nov');
    expect(shortDay('2026-11-22', 'uz')).toMatch(/22.noy/);
  });
});
