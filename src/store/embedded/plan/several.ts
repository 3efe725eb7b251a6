import { increment } from '../kv/bytes.ts';
import type { Kv, Space } from '../kv/kv.ts';
import type { Interval } from './interval.ts';
import type { Others } from './plan.ts';
import type { Bound } from './predicates.ts';
import { holdMore, rangesOf } from './ranges.ts';

/** So many entries are walked in no time. */
const LOOK = 256;
const SIZES = [16, LOOK];
/** Points are compared by their first entries; to compare them with ranges more have to be counted. */
const MORE_SIZES = [...SIZES, 1_024, 4_096, 16_384];

const isPoint = ({ intervals }: Bound): boolean => intervals.length === 1 && intervals[0]?.point === true;

/** An index entry by entry, behind the values of the fields before. */
export interface Place {
  readonly kv: Kv;
  readonly space: Space;
  readonly prefix: Buffer;
  /** Intervals as they lie in the index, whose field may be descending. */
  mirror(list: readonly Interval[]): readonly Interval[];
}

/** With an array on the path only one bound may be walked: the one with the fewest entries, as far as is looked. */
export function least(bounds: readonly Bound[], { kv, space, prefix, mirror }: Place): Bound {
  const [first] = bounds as [Bound];
  if (bounds.length === 1) return first;
  const points = bounds.filter(isPoint);
  for (const size of points.length === bounds.length ? SIZES : MORE_SIZES) {
    const few = bounds.find(
      ({ intervals }) => !holdMore(kv, space, rangesOf(prefix, mirror(intervals)), size),
    );
    if (few !== undefined) return few;
  }
  // The further as many entries reach, the fewer there are in all.
  const reach = points.map((bound) => {
    const start = Buffer.concat([prefix, ...mirror(bound.intervals).map(({ lo }) => lo)]);
    const key = kv.keyAt(space, { start, end: increment(start) }, LOOK);
    return { bound, far: key?.subarray(start.length) ?? start };
  });
  return reach.sort((one, other) => other.far.compare(one.far))[0]?.bound ?? first;
}

/** What the bounds that are not walked ask of each entry, as far as they name one value. */
export function othersOf(
  field: number,
  bounds: readonly Bound[],
  walked: Bound,
  { mirror }: Place,
): Others | undefined {
  const values = bounds
    .filter((bound) => bound !== walked && isPoint(bound))
    .flatMap(({ intervals }) => mirror(intervals))
    .map(({ lo }) => lo);
  return values.length === 0 ? undefined : { field, values };
}
