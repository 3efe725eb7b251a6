import type { Document } from 'bson';
import type { Collection, Index } from '../catalog/types.ts';
import { increment, u32 } from '../kv/bytes.ts';
import type { KeyRange, Kv } from '../kv/kv.ts';
import { skipValue } from '../values/skip.ts';
import { type Analysis, together } from './analyse.ts';
import { describeIntervals } from './describe.ts';
import { descendingInterval, FULL, type Interval } from './interval.ts';
import type { Access, Query, RangeGroup } from './plan.ts';
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

/** With an array on the path only one bound may be used; the one with the fewest entries, by a small sample. */
function best(bounds: readonly Bound[], size: (intervals: readonly Interval[]) => number): Bound {
  let chosen = bounds[0] as Bound;
  if (bounds.length === 1) return { intervals: chosen.intervals, exact: false };
  let least = Number.POSITIVE_INFINITY;
  for (const bound of bounds) {
    const entries = size(bound.intervals);
    if (entries < least) {
      least = entries;
      chosen = bound;
    }
  }
  return { intervals: chosen.intervals, exact: false };
}

interface Built {
  readonly prefixes: readonly Buffer[];
  /** Fields of the prefix, all with points. */
  readonly depth: number;
  /** The number of points of each. */
  readonly counts: readonly number[];
  readonly tail: readonly Interval[] | undefined;
  readonly used: ReadonlyMap<string, Bound>;
}

function build(
  start: Buffer,
  shape: Shape,
  analysis: Analysis,
  size: (prefixes: readonly Buffer[], intervals: readonly Interval[]) => number,
): Built {
  const used = new Map<string, Bound>();
  const counts: number[] = [];
  let prefixes: readonly Buffer[] = [start];
  for (let at = 0; at < shape.paths.length; at++) {
    const path = shape.paths[at] as string;
    const all = analysis.bounds.get(path);
    const bounds = shape.multikey[at] ? all?.filter((bound) => bound.negative !== true) : all;
    if (bounds === undefined || bounds.length === 0)
      return { prefixes, depth: at, counts, tail: undefined, used };
    const mirror = (list: readonly Interval[]): Interval[] =>
      shape.descending[at] ? list.map(descendingInterval).reverse() : [...list];
    const heads = prefixes;
    const bound = shape.multikey[at] ? best(bounds, (list) => size(heads, mirror(list))) : together(bounds);
    const intervals = mirror(bound.intervals);
    const isFull = bound.intervals.length === 1 && bound.intervals[0] === FULL;
    if (isFull || prefixes.length * intervals.length > MAX_COMBINATIONS) {
      return { prefixes, depth: at, counts, tail: undefined, used };
    }
    if (intervals.length === 0) {
      // Nothing can match: no prefix is left to walk.
      used.set(path, bound);
      return { prefixes: [], depth: at, counts, tail: undefined, used };
    }
    used.set(path, shape.lossy[at] ? { ...bound, exact: false } : bound);
    if (!intervals.every((interval) => interval.point))
      return { prefixes, depth: at, counts, tail: intervals, used };
    counts.push(intervals.length);
    prefixes = prefixes.flatMap((head) => intervals.map(({ lo }) => Buffer.concat([head, lo])));
  }
  return { prefixes, depth: shape.paths.length, counts, tail: undefined, used };
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
  const size = (prefixes: readonly Buffer[], intervals: readonly Interval[]): number =>
    sample(kv, space, rangesOf(prefixes[0] as Buffer, intervals));
  const built = build(u32(index === undefined ? collection.id : index.id), shape, analysis, size);
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
    repeats: shape.multikey.some(Boolean),
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
  const none = (): number => 0;
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

/** Looks at a few entries only: the smallest of these sizes the ranges do not exceed. */
const SIZES = [0, 1, 4, 16, 64, 256, 1024];

function sample(kv: Kv, space: 'docs' | 'index', ranges: readonly KeyRange[]): number {
  let total = 0;
  for (const range of ranges) {
    total += SIZES.find((size) => kv.keyAt(space, range, size) === undefined) ?? Number.POSITIVE_INFINITY;
    if (total > 1024) break;
  }
  return total;
}

/** Whether an access would walk more than `limit` entries. */
export function exceeds(kv: Kv, access: Access, limit: number): boolean {
  let left = limit;
  for (const group of access.groups) {
    for (const range of group.ranges) {
      if (kv.keyAt(access.space, range, left) !== undefined) return true;
      if (access.groups.length > 1 || group.ranges.length > 1) left -= kv.count(access.space, range);
    }
  }
  return false;
}
