import { increment, invert } from '../kv/bytes.ts';

/**
 * A set of values as bytes: every encoded value v with lo <= v < hi. A `point` holds exactly one encoding.
 * Bounds are ascending; `descendingInterval` mirrors them for a descending field.
 */
export interface Interval {
  readonly lo: Buffer;
  readonly hi: Buffer;
  readonly point: boolean;
}

const FIRST = Buffer.from([1]);
const LAST = Buffer.from([0x80]);

/** Everything there is: type bytes run from 1 to 127. */
export const FULL: Interval = { lo: FIRST, hi: LAST, point: false };

/** The interval between two bounds; undefined when it is empty. */
export function between(lo: Buffer, hi: Buffer): Interval | undefined {
  return lo.compare(hi) < 0 ? { lo, hi, point: false } : undefined;
}

/** The interval of one encoded value. */
export function pointAt(bytes: Buffer): Interval {
  return { lo: bytes, hi: after(bytes), point: true };
}

/** The bound just behind every string that starts with `bytes`. */
export function after(bytes: Buffer): Buffer {
  return increment(bytes) ?? LAST;
}

/** All values of one type. */
export function ofType(rank: number): Interval {
  return { lo: Buffer.from([rank]), hi: Buffer.from([rank + 1]), point: false };
}

/** The union, in order and without overlaps. */
export function union(intervals: readonly Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => a.lo.compare(b.lo) || b.hi.compare(a.hi));
  const out: Interval[] = [];
  for (const interval of sorted) {
    const last = out.at(-1);
    if (last === undefined || interval.lo.compare(last.hi) > 0 || (last.point && interval.point)) {
      if (last === undefined || !(last.lo.equals(interval.lo) && last.hi.equals(interval.hi)))
        out.push(interval);
    } else if (interval.hi.compare(last.hi) > 0) {
      out[out.length - 1] = { lo: last.lo, hi: interval.hi, point: false };
    }
  }
  return out;
}

/** What both ordered lists hold. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const out: Interval[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i] as Interval;
    const right = b[j] as Interval;
    const lo = left.lo.compare(right.lo) >= 0 ? left.lo : right.lo;
    const hi = left.hi.compare(right.hi) <= 0 ? left.hi : right.hi;
    if (lo.compare(hi) < 0) out.push(left.point ? left : right.point ? right : { lo, hi, point: false });
    if (left.hi.compare(right.hi) <= 0) i++;
    else j++;
  }
  return out;
}

/** Everything an ordered list leaves out. */
export function complement(intervals: readonly Interval[]): Interval[] {
  const out: Interval[] = [];
  let lo: Buffer = FIRST;
  for (const interval of intervals) {
    const gap = between(lo, interval.lo);
    if (gap !== undefined) out.push(gap);
    lo = interval.hi;
  }
  const rest = between(lo, LAST);
  return rest === undefined ? out : [...out, rest];
}

/** Whether every value of `a` is in `b`. */
export function within(a: readonly Interval[], b: readonly Interval[]): boolean {
  return a.every((inner) =>
    b.some((outer) => outer.lo.compare(inner.lo) <= 0 && inner.hi.compare(outer.hi) <= 0),
  );
}

/** The same values as inverted bytes. */
export function descendingInterval({ lo, hi, point }: Interval): Interval {
  if (point) {
    const bytes = invert(lo);
    return { lo: bytes, hi: endAfter(bytes), point };
  }
  return { lo: endAfter(invert(hi)), hi: endAfter(invert(lo)), point };
}

function endAfter(bytes: Buffer): Buffer {
  return increment(bytes) ?? Buffer.from([0xff, 0xff]);
}
