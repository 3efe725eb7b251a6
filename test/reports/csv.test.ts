import { expect, test } from 'vitest';
import type { ReportView } from '../../src/api/protocol.ts';
import { toCsv } from '../../src/reports/csv.ts';
import { GROUPS } from '../../src/reports/report.ts';
import { HEADERS } from '../../src/reports/words.ts';

const view = (rows: ReportView['rows']): ReportView => ({
  report: 'sales',
  by: 'source',
  from: '2026-05-01T00:00:00.000Z',
  to: '2026-05-02T00:00:00.000Z',
  zone: 'UTC',
  columns: [
    { key: 'source', kind: 'text' },
    { key: 'user', kind: 'user' },
    { key: 'sum', kind: 'money' },
  ],
  rows,
  totals: { sum: 1.5 },
});

test('a spreadsheet in the house’s language: a mark for UTF-8, its separator, its decimals, names of people', () => {
  const csv = toCsv(view([{ source: 'весна', user: 'u1', sum: 1.5 }]), 'ru', new Map([['u1', 'Ольга']]));
  expect(csv).toBe('\ufeffИсточник;Сотрудник;Сумма\r\nвесна;Ольга;1,5\r\nИтого;;1,5\r\n');
  expect(toCsv(view([{ source: 'spring', user: null, sum: 1.5 }]), 'en', new Map())).toBe(
    '\ufeffSource,Colleague,Sum\r\nspring,,1.5\r\nTotal,,1.5\r\n',
  );
});

test.each([
  ['=HYPERLINK("http://evil")', `"'=HYPERLINK(""http://evil"")"`],
  ['+7 916', `'+7 916`],
  ['-2+3', `'-2+3`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['\tx', `"'\tx"`],
  ['a;b', '"a;b"'],
  ['a,b', '"a,b"'],
  ['two\nlines', '"two\nlines"'],
  ['-5', `'-5`],
  ['1,5', '"1,5"'],
])('the cell %j is written so that it stays a text: %s', (source, written) => {
  const [, line] = toCsv(view([{ source, user: null, sum: 0 }]), 'ru', new Map()).split('\r\n');
  expect(line).toBe(`${written};;0`);
});

test('every language has a word for every column', () => {
  for (const words of Object.values(HEADERS)) expect(Object.keys(words)).toEqual(Object.keys(HEADERS.en));
  const groups = new Set(Object.values(GROUPS).flat());
  for (const by of groups) expect(Object.keys(HEADERS.en)).toContain(by);
});
