import { Decimal128, type Double, type Int32, Long } from 'bson';
import { compareDecimals, exactDecimal, toDecimal } from './decimal.ts';
import { bsonType } from './types.ts';

/** A number opened for arithmetic: its BSON type and its exact value. */
export type Numeric =
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'double'; readonly value: number }
  | { readonly type: 'long'; readonly value: bigint }
  | { readonly type: 'decimal'; readonly value: Decimal128 };

/** Opens any BSON number; undefined when the value is not a number. Promoted whole numbers are int or long as they fit. */
export function openNumber(value: unknown): Numeric | undefined {
  if (typeof value === 'number') {
    if (Object.is(value | 0, value)) return { type: 'int', value };
    return { type: 'double', value };
  }
  if (typeof value === 'bigint') return { type: 'long', value };
  if (typeof value !== 'object' || value === null) return undefined;
  switch (bsonType(value)) {
    case 'Int32':
      return { type: 'int', value: (value as Int32).value };
    case 'Double':
      return { type: 'double', value: (value as Double).value };
    case 'Long':
      return { type: 'long', value: (value as Long).toBigInt() };
    case 'Decimal128':
      return { type: 'decimal', value: value as Decimal128 };
    default:
      return undefined;
  }
}

/** True for every BSON number. */
export function isNumber(value: unknown): boolean {
  return typeof value === 'number' || openNumber(value) !== undefined;
}

/** The nearest double of a BSON number, NaN for anything else. */
export function toDouble(value: unknown): number {
  if (typeof value === 'number') return value;
  const opened = openNumber(value);
  return opened === undefined ? Number.NaN : Number(opened.value);
}

/** The exact whole value of a BSON number, undefined when it has a fraction, is not finite or no number. */
export function toWhole(value: unknown): bigint | undefined {
  const opened = openNumber(value);
  if (opened === undefined) return undefined;
  if (opened.type === 'long') return opened.value;
  if (opened.type !== 'decimal') return Number.isInteger(opened.value) ? BigInt(opened.value) : undefined;
  const decimal = toDecimal(opened.value);
  if (decimal.special) return undefined;
  if (decimal.exponent >= 0) return decimal.coefficient * 10n ** BigInt(decimal.exponent);
  const scale = 10n ** BigInt(-decimal.exponent);
  return decimal.coefficient % scale === 0n ? decimal.coefficient / scale : undefined;
}

/** A whole number small enough for sizes, limits and positions, undefined otherwise. */
export function toSafeInteger(value: unknown): number | undefined {
  const whole = toWhole(value);
  const small = Number(whole);
  return whole !== undefined && Number.isSafeInteger(small) ? small : undefined;
}

/** Exact order of two BSON numbers of any types; NaN is lowest. */
export function compareNumbers(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return comparePlain(a, b);
  const left = openNumber(a)?.value ?? Number.NaN;
  const right = openNumber(b)?.value ?? Number.NaN;
  if (left instanceof Decimal128 || right instanceof Decimal128) {
    return compareDecimals(asExact(left), asExact(right));
  }
  return comparePlain(left, right);
}

function asExact(value: number | bigint | Decimal128): ReturnType<typeof toDecimal> {
  return typeof value === 'number' ? exactDecimal(value) : toDecimal(value);
}

/** Order of two plain numbers; NaN is lowest. */
export function comparePlain(a: number | bigint, b: number | bigint): number {
  if (a < b) return -1;
  if (a > b) return 1;
  // biome-ignore lint/suspicious/noDoubleEquals: a number and a bigint of one value are equal here.
  if (a == b) return 0;
  const aMissing = Number.isNaN(a);
  return aMissing === Number.isNaN(b) ? 0 : aMissing ? -1 : 1;
}

const MIN_LONG = -(2n ** 63n);
const MAX_LONG = 2n ** 63n - 1n;

/** True when a whole number fits 64 signed bits. */
export function fitsLong(value: bigint): boolean {
  return value >= MIN_LONG && value <= MAX_LONG;
}

/** Packs a whole number that fits 64 bits. */
export function packLong(value: bigint): Long {
  return Long.fromBigInt(value);
}
