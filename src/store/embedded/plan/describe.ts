import { FULL, type Interval } from './interval.ts';

/** Bounds for explain: keys are bytes, so they are printed as such and the full range as MongoDB prints it. */
export function describeIntervals(intervals: readonly Interval[] | undefined): string[] {
  if (intervals === undefined || intervals[0] === FULL) return ['[MinKey, MaxKey]'];
  return intervals.map(({ lo, hi, point }) =>
    point ? `[0x${lo.toString('hex')}]` : `[0x${lo.toString('hex')}, 0x${hi.toString('hex')})`,
  );
}
