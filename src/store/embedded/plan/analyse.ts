import type { Document } from 'bson';
import { isDocument } from '../values/types.ts';
import { FULL, type Interval, intersect, union } from './interval.ts';
import { type Bound, equalBound, isOperators, operatorBound } from './predicates.ts';

/** What a filter says, as far as an index can use it. Everything in `bounds` must hold (and). */
export interface Analysis {
  /** By path, the bounds of each predicate on it. */
  readonly bounds: ReadonlyMap<string, readonly Bound[]>;
  /** Paths that a match must have, possibly as null. */
  readonly present: ReadonlySet<string>;
  /** The bounds say all the filter says. */
  readonly complete: boolean;
  /** The branches of each `$or`. */
  readonly alternatives: readonly (readonly Document[])[];
}

interface Draft {
  readonly bounds: Map<string, Bound[]>;
  readonly present: Set<string>;
  complete: boolean;
  readonly alternatives: Document[][];
}

function add(draft: Draft, path: string, bound: Bound): void {
  const list = draft.bounds.get(path);
  if (list === undefined) draft.bounds.set(path, [bound]);
  else list.push(bound);
}

function addElements(draft: Draft, path: string, condition: unknown): void {
  draft.complete = false;
  if (!isDocument(condition)) return;
  const inner = isOperators(condition) ? analyse({ [path]: condition }) : analyse(prefixed(path, condition));
  for (const [innerPath, bounds] of inner.bounds) {
    for (const bound of bounds) add(draft, innerPath, { ...bound, exact: false });
  }
}

/** `$elemMatch: { b: 1 }` on `a` implies what `{ 'a.b': 1 }` says; logical operators are left to the matcher. */
function prefixed(path: string, condition: Document): Document {
  return Object.fromEntries(
    Object.entries(condition)
      .filter(([name]) => !name.startsWith('$'))
      .map(([name, value]) => [`${path}.${name}`, value]),
  );
}

function addOperators(draft: Draft, path: string, operators: Document): void {
  for (const [operator, value] of Object.entries(operators)) {
    if (operator === '$options') continue;
    if (operator === '$all' && Array.isArray(value)) {
      draft.complete = false;
      for (const element of value) {
        if (isOperators(element)) addElements(draft, path, element.$elemMatch);
        else add(draft, path, { ...equalBound(element), exact: false });
      }
    } else if (operator === '$elemMatch') addElements(draft, path, value);
    else {
      if (operator === '$exists' && value !== false && value !== 0) draft.present.add(path);
      const bound = operatorBound(operator, value, operators);
      if (bound === undefined) draft.complete = false;
      else add(draft, path, bound);
    }
  }
}

/** What every branch of an `$or` says about a path holds for the whole: the union of its bounds. */
function addHull(draft: Draft, branches: readonly Document[]): void {
  draft.complete = false;
  draft.alternatives.push([...branches]);
  const analysed = branches.map(analyse);
  const first = analysed[0];
  if (first === undefined) return;
  for (const path of first.bounds.keys()) {
    const parts = analysed.map((branch) => branch.bounds.get(path));
    if (parts.some((bounds) => bounds === undefined)) continue;
    // Within a branch one bound is enough: two may hold for different elements of an array.
    const chosen = parts.map((bounds) => narrowest(bounds ?? []));
    const intervals = union(chosen.flatMap((bound) => bound.intervals));
    add(draft, path, { intervals, exact: false, negative: chosen.some((bound) => bound.negative === true) });
  }
}

function narrowest(bounds: readonly Bound[]): Bound {
  const points = bounds.find((bound) => bound.intervals.every((interval) => interval.point));
  const positive = bounds.find((bound) => bound.negative !== true);
  return points ?? positive ?? bounds[0] ?? { intervals: [FULL], exact: false };
}

/** Reads a filter (promoted values) for what an index can use. Never throws: the matcher judges the filter. */
export function analyse(filter: Document): Analysis {
  const draft: Draft = { bounds: new Map(), present: new Set(), complete: true, alternatives: [] };
  addFilter(draft, filter);
  return draft;
}

function addFilter(draft: Draft, filter: Document): void {
  for (const [name, value] of Object.entries(filter)) {
    if (name === '$and' && Array.isArray(value)) {
      for (const part of value) if (isDocument(part)) addFilter(draft, part);
    } else if (name === '$or' && Array.isArray(value)) {
      if (value.length === 1 && isDocument(value[0])) addFilter(draft, value[0]);
      else addHull(draft, value.filter(isDocument));
    } else if (name === '$comment') continue;
    else if (name.startsWith('$')) draft.complete = false;
    else if (isOperators(value)) addOperators(draft, name, value);
    else add(draft, name, equalBound(value));
  }
}

/** All bounds of a path together, for a path on which no document has an array. */
export function together(bounds: readonly Bound[]): Bound {
  let intervals: readonly Interval[] = bounds[0]?.intervals ?? [FULL];
  for (const bound of bounds.slice(1)) intervals = intersect(intervals, bound.intervals);
  return { intervals, exact: bounds.every((bound) => bound.exact) };
}
