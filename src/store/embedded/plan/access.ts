import type { Document } from 'bson';
import type { Collection, Index } from '../catalog/types.ts';
import { u32 } from '../kv/bytes.ts';
import type { KeyRange, Kv, Space } from '../kv/kv.ts';
import { skipValue } from '../values/skip.ts';
import { type Analysis, together } from './analyse.ts';
import { describeIntervals } from './describe.ts';
import { descendingInterval, FULL, type Interval } from './interval.ts';
import type { Access, Others, Query, RangeGroup } from './plan.ts';
import type { Bound } from './predicates.ts';
import { holdMore, joined, rangesOf } from './ranges.ts';
import { least, othersOf } from './several.ts';

/**
 * More combinations of points of several fields than this are not tried: the field becomes a range or is left to the
 * filter. And more walks are not merged into one order. A long list of one field is as good as any other.
 */
const MAX_COMBINATIONS = 400;

interface Shape {
  readonly paths: readonly string[];
  readonly descending: readonly boolean[];
  readonly multikey: readonly boolean[];
  readonly lossy: readonly boolean[];
}

const ID_SHAPE: Shape = { paths: ['_id'], descending: [false], multikey: [false], lossy: [false] };

function shapeOf(index: Index | undefined): Shape {
  if (index === undefined) return ID_SHAPE;
  return {
    paths: index.fields.map((field) => field.path),
    descending: index.fields.map((field) => field.descending),
    multikey: index.multikey,
    lossy: index.lossy,
  };
}

interface Built {
  readonly prefixes: readonly Buffer[];
  /** Fields of the prefix, all with points. */
  readonly depth: number;
  /** The number of points of each. */
  readonly counts: readonly number[];
  readonly tail: readonly Interval[] | undefined;
  readonly used: ReadonlyMap<string, Bound>;
  readonly others: Others | undefined;
}

function build(kv: Kv, space: Space, start: Buffer, shape: Shape, analysis: Analysis): Built {
  const used = new Map<string, Bound>();
  let others: Others | undefined;
  const counts: number[] = [];
  let prefixes: readonly Buffer[] = [start];
  for (let at = 0; at < shape.paths.length; at++) {
    const path = shape.paths[at] as string;
    const all = analysis.bounds.get(path);
    const bounds = shape.multikey[at] ? all?.filter((bound) => bound.negative !== true) : all;
    if (bounds === undefined || bounds.length === 0)
      return { prefixes, depth: at, counts, tail: undefined, used, others };
    const mirror = (list: readonly Interval[]): Interval[] =>
      shape.descending[at] ? list.map(descendingInterval).reverse() : [...list];
    const place = { kv, space, prefix: prefixes[0] as Buffer, mirror };
    const chosen = shape.multikey[at] ? least(bounds, place) : together(bounds);
    const bound = shape.multikey[at] ? { ...chosen, exact: false } : chosen;
    const intervals = mirror(bound.intervals);
    const isFull = bound.intervals.length === 1 && bound.intervals[0] === FULL;
    const combined = prefixes.length > 1 && intervals.length > 1;
    if (isFull || (combined && prefixes.length * intervals.length > MAX_COMBINATIONS)) {
      return { prefixes, depth: at, counts, tail: undefined, used, others };
    }
    if (intervals.length === 0) {
      // Nothing can match: no prefix is left to walk.
      used.set(path, bound);
      return { prefixes: [], depth: at, counts, tail: undefined, used, others };
    }
    used.set(path, shape.lossy[at] ? { ...bound, exact: false } : bound);
    if (shape.multikey[at]) others ??= othersOf(at, bounds, chosen, place);
    if (!intervals.every((interval) => interval.point))
      return { prefixes, depth: at, counts, tail: intervals, used, others };
    counts.push(intervals.length);
    prefixes = prefixes.flatMap((head) => intervals.map(({ lo }) => Buffer.concat([head, lo])));
  }
  return { prefixes, depth: shape.paths.length, counts, tail: undefined, used, others };
}

function sortMatch(
  shape: Shape,
  built: Built,
  sort: Query['sort'],
): { reverse: boolean; mergeFrom: number } | undefined {
  let reverse: boolean | undefined;
  let mergeFrom: number | undefined;
  let at = 0;
  for (const { path, descending } of sort) {
    const position = shape.paths.indexOf(path);
    if (position >= 0 && position < built.depth && built.counts[position] === 1 && !shape.multikey[position])
      continue;
    while (at < built.depth && shape.paths[at] !== path) at++;
    const isId = at >= shape.paths.length && path === '_id';
    if (!isId && shape.paths[at] !== path) return undefined;
    if (!isId && (shape.multikey[at] || shape.lossy[at])) return undefined;
    const own = isId ? shape.descending.at(-1) === true : shape.descending[at] === true;
    if (reverse === undefined) reverse = own !== descending;
    else if (reverse !== (own !== descending)) return undefined;
    mergeFrom ??= at;
    if (path === '_id') break; // unique: nothing after it matters
    at++;
  }
  return { reverse: reverse ?? false, mergeFrom: mergeFrom ?? 0 };
}

/** Prefixes that agree in the first `mergeFrom` fields form a group: inside it keys are in sort order. */
function groupsOf(built: Built, mergeFrom: number, single: boolean): RangeGroup[] {
  const size = built.counts.slice(mergeFrom).reduce((product, count) => product * count, 1);
  const groups: RangeGroup[] = [];
  for (let at = 0; at < built.prefixes.length; at += size) {
    const members = built.prefixes.slice(at, at + size);
    let offset = 4;
    for (let field = 0; field < mergeFrom; field++) offset = skipValue(members[0] as Buffer, offset);
    groups.push({ offset, ranges: members.flatMap((prefix) => rangesOf(prefix, built.tail, single)) });
  }
  return groups;
}

/**
 * How the filter and the sort could use an index (undefined: the documents in _id order). Always possible;
 * `whole` and `sorted` tell what it is worth.
 */
export function accessThrough(
  kv: Kv,
  collection: Collection,
  index: Index | undefined,
  analysis: Analysis,
  query: Query,
): Access {
  const space = index === undefined ? 'docs' : 'index';
  const shape = shapeOf(index);
  const start = u32(index === undefined ? collection.id : index.id);
  const built = build(kv, space, start, shape, analysis);
  const wished =
    query.sort.length === 0 ? undefined : query.collated ? undefined : sortMatch(shape, built, query.sort);
  const groups = groupsOf(built, wished?.mergeFrom ?? 0, index === undefined && built.depth === 1);
  const order = groups.length > MAX_COMBINATIONS ? undefined : wished;
  const merged =
    order === undefined && groups.length !== 1
      ? [{ offset: 4, ranges: groups.flatMap((group) => group.ranges) }]
      : groups;
  return {
    space,
    index,
    groups: merged,
    reverse: order?.reverse ?? false,
    exact:
      analysis.complete && [...analysis.bounds.keys()].every((path) => built.used.get(path)?.exact === true),
    sorted: query.sort.length === 0 || order !== undefined,
    others: built.others,
    repeats: shape.multikey.some((many, at) => many && built.counts[at] !== 1),
    whole: built.used.size === 0,
    depth: built.depth,
    fields: shape.paths.length,
    ranged: built.tail !== undefined,
    describe: (): Document =>
      Object.fromEntries(
        shape.paths.map((path) => [path, describeIntervals(built.used.get(path)?.intervals)]),
      ),
  };
}

/**
 * The form of keyset pages, `rest and (a < x or (a = x and b < y))`: every branch together with the rest is a set
 * of ranges of one index, and their union says all the filter says. Undefined when some branch says more.
 */
export function distribute(
  kv: Kv,
  collection: Collection,
  access: Access,
  rest: Analysis,
  branches: readonly Analysis[],
  query: Query,
): Access | undefined {
  const { index, space } = access;
  const shape = shapeOf(index);
  if (shape.multikey.some(Boolean) || shape.lossy.some(Boolean)) return undefined;
  const start = u32(index === undefined ? collection.id : index.id);
  const order =
    query.sort.length === 0 ? undefined : sortMatch(shape, build(kv, space, start, shape, rest), query.sort);
  if ((query.sort.length > 0 && order === undefined) !== !access.sorted) return undefined;
  const groups = new Map<string, { offset: number; ranges: KeyRange[] }>();
  for (const branch of branches) {
    const built = build(kv, space, start, shape, branch);
    if (!isExact(branch, built) || built.depth < (order?.mergeFrom ?? 0)) return undefined;
    for (const { offset, ranges } of groupsOf(built, order?.mergeFrom ?? 0, false)) {
      const name = ranges[0]?.start.toString('latin1', 0, offset) ?? '';
      const group = groups.get(name) ?? { offset, ranges: [] };
      group.ranges.push(...ranges);
      groups.set(name, group);
    }
  }
  const merged = [...groups.values()].map(({ offset, ranges }) => ({ offset, ranges: joined(ranges) }));
  const flat = [{ offset: 4, ranges: joined(merged.flatMap((group) => group.ranges)) }];
  return {
    ...access,
    groups: order === undefined ? flat : merged,
    reverse: order?.reverse ?? false,
    exact: true,
  };
}

function isExact(analysis: Analysis, built: Built): boolean {
  return (
    analysis.complete && [...analysis.bounds.keys()].every((path) => built.used.get(path)?.exact === true)
  );
}

/** Whether an access would walk more than `limit` entries. */
export function exceeds(kv: Kv, access: Access, limit: number): boolean {
  const ranges = access.groups.flatMap((group) => group.ranges);
  return holdMore(kv, access.space, ranges, limit);
}
