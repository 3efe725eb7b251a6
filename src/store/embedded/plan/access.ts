import type { Document } from 'bson';
import type { Collection, Index } from '../catalog/types.ts';
import { increment, u32 } from '../kv/bytes.ts';
import type { KeyRange, Kv, Space } from '../kv/kv.ts';
import { skipValue } from '../values/skip.ts';
import { type Analysis, together } from './analyse.ts';
import { describeIntervals } from './describe.ts';
import { descendingInterval, FULL, type Interval } from './interval.ts';
import type { Access, Others, Query, RangeGroup } from './plan.ts';
import type { Bound } from './predicates.ts';

/** More combinations of points than this are not tried: the field becomes a range or is left to the filter. */
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

/** Entries that are looked at to find the least of several bounds. */
const SIZES = [0, 1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536];

/** With an array on the path only one bound may be walked: the one with the fewest entries, as far as is looked. */
function least(
  bounds: readonly Bound[],
  exceeds: (intervals: readonly Interval[], size: number) => boolean,
): Bound {
  const [first, second] = bounds as [Bound, ...Bound[]];
  if (second === undefined) return first;
  for (const size of SIZES) {
    const found = bounds.find(({ intervals }) => !exceeds(intervals, size));
    if (found !== undefined) return found;
  }
  return first;
}

/** What the bounds that are not walked ask of each entry, as far as they name one value. */
function othersOf(
  field: number,
  bounds: readonly Bound[],
  walked: Bound,
  mirror: (list: readonly Interval[]) => readonly Interval[],
): Others | undefined {
  const values = bounds
    .filter((bound) => bound !== walked && bound.intervals.length === 1)
    .flatMap(({ intervals }) => mirror(intervals))
    .filter(({ point }) => point)
    .map(({ lo }) => lo);
  return values.length === 0 ? undefined : { field, values };
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

function build(
  start: Buffer,
  shape: Shape,
  analysis: Analysis,
  exceeds: (prefix: Buffer, intervals: readonly Interval[], size: number) => boolean,
): Built {
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
    const [head] = prefixes as [Buffer];
    const chosen = shape.multikey[at]
      ? least(bounds, (list, size) => exceeds(head, mirror(list), size))
      : together(bounds);
    const bound = shape.multikey[at] ? { ...chosen, exact: false } : chosen;
    const intervals = mirror(bound.intervals);
    const isFull = bound.intervals.length === 1 && bound.intervals[0] === FULL;
    if (isFull || prefixes.length * intervals.length > MAX_COMBINATIONS) {
      return { prefixes, depth: at, counts, tail: undefined, used, others };
    }
    if (intervals.length === 0) {
      // Nothing can match: no prefix is left to walk.
      used.set(path, bound);
      return { prefixes: [], depth: at, counts, tail: undefined, used, others };
    }
    used.set(path, shape.lossy[at] ? { ...bound, exact: false } : bound);
    if (shape.multikey[at]) others ??= othersOf(at, bounds, chosen, mirror);
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

/** `single`: a prefix is a whole key. */
function rangesOf(prefix: Buffer, tail: readonly Interval[] | undefined, single = false): KeyRange[] {
  if (tail === undefined) return [{ start: prefix, end: increment(prefix), single }];
  return tail.map(({ lo, hi }) => ({ start: Buffer.concat([prefix, lo]), end: Buffer.concat([prefix, hi]) }));
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
  const built = build(start, shape, analysis, (prefix, intervals, size) =>
    holdMore(kv, space, rangesOf(prefix, intervals), size),
  );
  const order =
    query.sort.length === 0 ? undefined : query.collated ? undefined : sortMatch(shape, built, query.sort);
  const groups = groupsOf(built, order?.mergeFrom ?? 0, index === undefined && built.depth === 1);
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

/** Ranges in order, overlapping and touching ones joined. */
function joined(ranges: readonly KeyRange[]): KeyRange[] {
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

/**
 * The form of keyset pages, `rest and (a < x or (a = x and b < y))`: every branch together with the rest is a set
 * of ranges of one index, and their union says all the filter says. Undefined when some branch says more.
 */
export function distribute(
  collection: Collection,
  access: Access,
  rest: Analysis,
  branches: readonly Analysis[],
  query: Query,
): Access | undefined {
  const { index } = access;
  const shape = shapeOf(index);
  if (shape.multikey.some(Boolean) || shape.lossy.some(Boolean)) return undefined;
  const start = u32(index === undefined ? collection.id : index.id);
  const none = (): boolean => false;
  const order =
    query.sort.length === 0 ? undefined : sortMatch(shape, build(start, shape, rest, none), query.sort);
  if ((query.sort.length > 0 && order === undefined) !== !access.sorted) return undefined;
  const groups = new Map<string, { offset: number; ranges: KeyRange[] }>();
  for (const branch of branches) {
    const built = build(start, shape, branch, none);
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

/** Whether ranges hold more than `limit` entries together. */
function holdMore(kv: Kv, space: Space, ranges: readonly KeyRange[], limit: number): boolean {
  let left = limit;
  for (const [at, range] of ranges.entries()) {
    if (kv.holdsMore(space, range, left)) return true;
    if (at + 1 < ranges.length) left -= kv.count(space, range);
  }
  return false;
}

/** Whether an access would walk more than `limit` entries. */
export function exceeds(kv: Kv, access: Access, limit: number): boolean {
  const ranges = access.groups.flatMap((group) => group.ranges);
  return holdMore(kv, access.space, ranges, limit);
}
