import { increment } from '../kv/bytes.ts';
import type { KeyRange, Kv, Space } from '../kv/kv.ts';
import type { Interval } from './interval.ts';

/** The keys behind a prefix, in the intervals if there are any. `single`: the prefix is a whole key. */
export function rangesOf(prefix: Buffer, tail: readonly Interval[] | undefined, single = false): KeyRange[] {
  if (tail === undefined) return [{ start: prefix, end: increment(prefix), single }];
  return tail.map(({ lo, hi }) => ({ start: Buffer.concat([prefix, lo]), end: Buffer.concat([prefix, hi]) }));
}

/** Ranges in order, overlapping and touching ones joined. */
export function joined(ranges: readonly KeyRange[]): KeyRange[] {
  const out: KeyRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start.compare(b.start))) {
    const last = out.at(-1);
    if (last === undefined || (last.end !== undefined && range.start.compare(last.end) > 0)) out.push(range);
    else if (last.end !== undefined && (range.end === undefined || range.end.compare(last.end) > 0)) {
      out[out.length - 1] = { start: last.start, end: range.end };
    }
  }
  return out;
}

/** So many ranges are not asked one by one: each is taken for one entry. */
const MANY = 256;

/** Whether ranges hold more than `limit` entries together. */
export function holdMore(kv: Kv, space: Space, ranges: readonly KeyRange[], limit: number): boolean {
  if (ranges.length > MANY) return ranges.length > limit;
  let left = limit;
  for (const [at, range] of ranges.entries()) {
    if (kv.holdsMore(space, range, left)) return true;
    if (at + 1 < ranges.length) left -= kv.count(space, range);
  }
  return false;
}
