import type { Document } from 'bson';
import { encodeKey } from '../store/key-codec.ts';
import { regexOf } from '../values/compare.ts';
import { KEY_TEXT_LIMIT } from '../values/encode.ts';
import { isDocument, RANK, rankOf, TYPE_CODES } from '../values/types.ts';
import { after, between, complement, FULL, type Interval, ofType, pointAt, union } from './interval.ts';

/** What one operator says about the values of a path. */
export interface Bound {
  readonly intervals: readonly Interval[];
  /** On a path without arrays and without cut keys the intervals say exactly what the operator says. */
  readonly exact: boolean;
  /** Made of what must not be: says nothing about a path on which some document has an array. */
  readonly negative?: boolean;
}

const EMPTY_ARRAY_KEY = Buffer.from([4]);
const NULL_POINT = pointAt(Buffer.from([RANK.null]));
const AFTER_NAN = after(encodeKey(Number.NaN).bytes);
const NO_BOUND: Bound = { intervals: [FULL], exact: false };

/** Types that are ranges of their own in key order and that `$type` names without doubt. */
const TYPE_RANKS: Readonly<Record<string, number>> = {
  number: RANK.number,
  string: RANK.string,
  objectId: RANK.objectId,
  bool: RANK.boolean,
  date: RANK.date,
  timestamp: RANK.timestamp,
};

/** The literal text every match of an anchored, case-sensitive pattern starts with; undefined when none. */
function regexPrefix(pattern: string, options: string): string | undefined {
  if (!pattern.startsWith('^') || /[imx]/.test(options) || pattern.includes('|')) return undefined;
  let prefix = '';
  for (let at = 1; at < pattern.length; at++) {
    let char = pattern[at] as string;
    if (char === '\\') {
      const next = pattern[at + 1];
      if (next === undefined || /[a-zA-Z0-9]/.test(next)) break;
      char = next;
      at++;
    } else if (/[.*+?()[\]{}^$]/.test(char)) break;
    const following = pattern[at + 1];
    if (following === '*' || following === '?' || following === '{') break;
    prefix += char;
  }
  return prefix === '' ? undefined : prefix;
}

function regexBound({ pattern, options }: { pattern: string; options: string }): Bound {
  const prefix = regexPrefix(pattern, options);
  const same = ofType(RANK.regex); // a stored regular expression equal to this one matches as well
  if (prefix === undefined) return { intervals: [ofType(RANK.string), same], exact: false };
  const start = encodeKey(prefix.slice(0, KEY_TEXT_LIMIT / 4)).bytes;
  const lo = start.subarray(0, -2); // without the end mark
  return { intervals: union([{ lo, hi: after(lo), point: false }, same]), exact: false };
}

/**
 * The bound behind every key of values equal to `value`. In an index a long text is cut, as an _id it is not: then its
 * key only begins as the cut one does.
 */
function afterEqual(bytes: Buffer, rank: number, lossy: boolean): Buffer {
  return after(lossy && rank === RANK.string ? bytes.subarray(0, -2) : bytes);
}

/** Values equal to `value`. */
export function equalBound(value: unknown): Bound {
  const rank = rankOf(value);
  if (rank === RANK.null) return { intervals: [NULL_POINT], exact: true };
  if (rank === RANK.regex) return regexBound(regexOf(value));
  const { bytes, lossy } = encodeKey(value);
  if (rank === RANK.string && lossy) {
    return { intervals: [{ lo: bytes, hi: afterEqual(bytes, rank, lossy), point: false }], exact: false };
  }
  if (!Array.isArray(value)) return { intervals: [pointAt(bytes)], exact: !lossy };
  // An indexed array has an entry for each element, so the first one finds it; the whole may be an element.
  const first = value.length === 0 ? EMPTY_ARRAY_KEY : encodeKey(value[0]).bytes;
  return { intervals: union([pointAt(first), pointAt(bytes)]), exact: false };
}

function inBound(values: readonly unknown[]): Bound {
  const bounds = values.map(equalBound);
  return {
    intervals: union(bounds.flatMap((bound) => bound.intervals)),
    exact: bounds.every((bound) => bound.exact),
  };
}

function rangeBound(operator: string, value: unknown): Bound {
  const rank = rankOf(value);
  const inclusive = operator === '$gte' || operator === '$lte';
  if (rank === RANK.null) return inclusive ? { intervals: [NULL_POINT], exact: false } : NO_BOUND;
  if (rank === RANK.array || rank === RANK.minKey || rank === RANK.maxKey || rank === RANK.regex)
    return NO_BOUND;
  const { bytes, lossy } = encodeKey(value);
  const type = ofType(rank);
  if (rank === RANK.number && bytes.compare(AFTER_NAN) < 0) return { intervals: [type], exact: false };
  const low = rank === RANK.number ? AFTER_NAN : type.lo;
  const upward = operator === '$gt' || operator === '$gte';
  const included = inclusive || lossy;
  const interval = upward
    ? between(included ? bytes : after(bytes), type.hi)
    : between(low, included ? afterEqual(bytes, rank, lossy) : bytes);
  return { intervals: interval === undefined ? [] : [interval], exact: !lossy };
}

function typeBound(value: unknown): Bound {
  const names = (Array.isArray(value) ? value : [value]).map((given) =>
    typeof given === 'string' ? given : Object.keys(TYPE_CODES).find((name) => TYPE_CODES[name] === given),
  );
  const ranks = names.map((name) => (name === undefined ? undefined : TYPE_RANKS[name]));
  if (ranks.some((rank) => rank === undefined)) return NO_BOUND;
  return { intervals: union(ranks.map((rank) => ofType(rank as number))), exact: true };
}

function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'number' && value !== 0);
}

/** What an operator says about a path; undefined when it says nothing that an index could use. */
export function operatorBound(operator: string, value: unknown, siblings: Document): Bound | undefined {
  switch (operator) {
    case '$eq':
      return equalBound(value);
    case '$in':
      return Array.isArray(value) ? inBound(value) : undefined;
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return rangeBound(operator, value);
    case '$ne': {
      const equal = equalBound(value);
      return equal.exact
        ? { intervals: complement(equal.intervals), exact: true, negative: true }
        : undefined;
    }
    case '$nin': {
      const equal = Array.isArray(value) ? inBound(value) : NO_BOUND;
      return equal.exact
        ? { intervals: complement(equal.intervals), exact: true, negative: true }
        : undefined;
    }
    case '$exists':
      return isTrue(value) ? NO_BOUND : { intervals: [NULL_POINT], exact: false };
    case '$type':
      return typeBound(value);
    case '$regex': {
      const given = typeof value === 'string' ? { pattern: value, options: '' } : regexOf(value);
      const options = siblings.$options;
      return regexBound(typeof options === 'string' ? { pattern: given.pattern, options } : given);
    }
    default:
      return undefined;
  }
}

/** True for `{ $gt: 1 }`; false for values, also for `{ $ref, $id }`. */
export function isOperators(value: unknown): value is Document {
  if (!isDocument(value) || Object.getPrototypeOf(value) !== Object.prototype) return false;
  const first = Object.keys(value)[0];
  return first?.startsWith('$') === true && !['$ref', '$id', '$db'].includes(first);
}
