import { Long } from 'bson';
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../src/store/embedded/aggregate/expression.ts';

const day = (text: string) => new Date(`${text}Z`);
const when = day('2024-02-29T12:34:56.789');
const evaluate = (expression: unknown): unknown => compileExpression(expression)({ when });

describe('dates', () => {
  it.each([
    [undefined, 'America/New_York', when, '2024-02-29T07:34:56.789Z'],
    ['%z %Z', 'Asia/Kathmandu', when, '+0545 345'],
    ['%H:%M:%S %z %Z', 'America/Caracas', day('1900-07-10T11:41:22.418'), '07:13:42 -0427 -267'],
    ['%Y-W%w-%U, %G-W%u-%V', 'UTC', day('2017-01-01T15:08:51'), '2017-W1-01, 2016-W7-52'],
    ['%Y-W%w-%U, %G-W%u-%V', 'UTC', day('2017-07-04T15:09:12'), '2017-W3-27, 2017-W2-27'],
    ['%b %B %d %%', 'UTC', day('2017-12-04T15:09:14'), 'Dec December 04 %'],
    ['%Y', '$none', when, null],
    ['$none', 'UTC', when, null],
  ])('writes %s in %s', (format, timezone, date, text) => {
    const given = format === undefined ? {} : { format };
    expect(evaluate({ $dateToString: { date, timezone, ...given } })).toBe(text);
  });

  it.each([
    ['2020-11-01T18:23:36', '2020-11-02T00:00:00', { unit: 'hour', startOfWeek: 'IGNORED' }, 6],
    ['2021-01-17T05:00:00', '2021-01-17T04:59:00', { unit: 'week', timezone: 'America/New_York' }, -1],
    ['2021-01-24T18:23:36', '2021-01-25T02:23:36', { unit: 'week', startOfWeek: 'MONDAY' }, 1],
    ['2021-01-24T18:23:36', '2021-01-25T02:23:36', { unit: 'week' }, 0],
    ['2020-12-31T23:59:59', '2021-01-01T00:00:00', { unit: 'year' }, 1],
    ['2020-12-31T23:59:59', '2021-01-01T00:00:00', { unit: 'quarter', timezone: '-01' }, 0],
  ])('counts from %s to %s by %j', (start, end, options, count) => {
    const found = evaluate({ $dateDiff: { startDate: day(start), endDate: day(end), ...options } });
    expect(found).toEqual(Long.fromNumber(count));
  });

  it.each([
    [{ $dateToString: { date: '$when', format: '%' } }, 18535],
    [{ $dateToString: { date: '$when', format: '%n' } }, 18536],
    [{ $dateToString: { date: '$when', timezone: 5 } }, 40517],
    [{ $dateDiff: { startDate: '$when', endDate: '$when', unit: 5 } }, 5439013],
    [{ $dateDiff: { startDate: '$when', endDate: '$when', unit: 'decade' } }, 5439014],
    [{ $dateDiff: { startDate: '$when', endDate: '$when', unit: 'week', startOfWeek: 1 } }, 5439015],
    [{ $dateDiff: { startDate: '$when', endDate: '$when', unit: 'week', startOfWeek: 'FRIDIE' } }, 5439016],
    [{ $dateDiff: { startDate: 's', endDate: '$when', unit: 'hour' } }, 5166307],
  ])('refuses %j with code %i', (expression, code) => {
    expect(() => evaluate(expression)).toThrow(expect.objectContaining({ code }));
  });

  it('gives null for operands without a value', () => {
    expect(evaluate({ $dateDiff: { startDate: '$none', endDate: 1, unit: 'century' } })).toBeNull();
    expect(
      evaluate({ $dateDiff: { startDate: '$when', endDate: '$when', unit: 'week', startOfWeek: null } }),
    ).toBeNull();
    expect(evaluate({ $dateTrunc: { date: '$when', unit: '$none' } })).toBeNull();
  });
});
