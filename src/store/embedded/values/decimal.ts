import { Decimal128 } from 'bson';

/** A finite decimal `coefficient * 10^exponent`, or one of the three special values. */
export type Decimal =
  | { readonly special: 'NaN' | 'Infinity' | '-Infinity' }
  | { readonly special?: never; readonly coefficient: bigint; readonly exponent: number };

const DIGITS = 34;
const MAX_EXPONENT = 6111;
const MIN_EXPONENT = -6176;
const SHAPE = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i;

/** Opens a Decimal128, a number or a bigint into coefficient and exponent; doubles keep 15 digits as MongoDB does. */
export function toDecimal(value: Decimal128 | number | bigint): Decimal {
  if (typeof value === 'bigint') return { coefficient: value, exponent: 0 };
  if (typeof value !== 'number') return parse(value.toString());
  return parse(Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : value.toPrecision(15));
}

/** The exact value of a finite double (every double is a finite decimal), for comparisons. */
export function exactDecimal(value: number): Decimal {
  if (!Number.isFinite(value)) return parse(String(value));
  let exponent = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent += 1;
  }
  return { coefficient: BigInt(scaled) * 5n ** BigInt(exponent), exponent: -exponent };
}

function parse(text: string): Decimal {
  const match = SHAPE.exec(text);
  if (!match) return { special: text === 'Infinity' || text === '-Infinity' ? text : 'NaN' };
  const fraction = match[3] ?? '';
  const digits = BigInt((match[2] ?? '') + fraction);
  return {
    coefficient: match[1] === '-' ? -digits : digits,
    exponent: Number(match[4] ?? 0) - fraction.length,
  };
}

/** Rounds half to even to 34 digits and packs the value as a Decimal128. */
export function fromDecimal(value: Decimal): Decimal128 {
  if (value.special) return Decimal128.fromString(value.special);
  let { coefficient, exponent } = value;
  const excess = Math.max(digitsOf(coefficient) - DIGITS, MIN_EXPONENT - exponent);
  if (excess > 0) {
    coefficient = divideRounded(coefficient, 10n ** BigInt(excess));
    exponent += excess;
    if (digitsOf(coefficient) > DIGITS) {
      coefficient /= 10n;
      exponent += 1;
    }
  }
  if (coefficient !== 0n && digitsOf(coefficient) + exponent > DIGITS + MAX_EXPONENT) {
    return Decimal128.fromString(coefficient < 0n ? '-Infinity' : 'Infinity');
  }
  return Decimal128.fromString(`${coefficient}E${exponent}`);
}

function digitsOf(value: bigint): number {
  return (value < 0n ? -value : value).toString().length;
}

function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const size = divisor < 0n ? -divisor : divisor;
  if (twice < size || (twice === size && quotient % 2n === 0n)) return quotient;
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

/** Adds two decimals exactly; rounding happens when the sum is packed. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.special || b.special) {
    if (!a.special) return b;
    if (!b.special || a.special === b.special) return a;
    return { special: 'NaN' };
  }
  const exponent = Math.min(a.exponent, b.exponent);
  return { coefficient: scaled(a, exponent) + scaled(b, exponent), exponent };
}

function scaled(value: { coefficient: bigint; exponent: number }, exponent: number): bigint {
  return value.coefficient * 10n ** BigInt(value.exponent - exponent);
}

/** The value with its sign turned. */
export function negateDecimal(value: Decimal): Decimal {
  if (!value.special) return { coefficient: -value.coefficient, exponent: value.exponent };
  if (value.special === 'NaN') return value;
  return { special: value.special === 'Infinity' ? '-Infinity' : 'Infinity' };
}

/** Multiplies two decimals exactly; rounding happens when the product is packed. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.special || b.special) return parse(String(signOf(a) * signOf(b) * Number.POSITIVE_INFINITY));
  return { coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent };
}

/** Divides with 34 significant digits, rounded half to even. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.special || b.special) return parse(String(toNumber(a) / toNumber(b)));
  if (b.coefficient === 0n) return parse(String(Number(a.coefficient) / 0));
  const shift = Math.max(0, DIGITS + 2 + digitsOf(b.coefficient) - digitsOf(a.coefficient));
  const exact = a.coefficient * 10n ** BigInt(shift);
  const exponent = a.exponent - b.exponent - shift;
  if (exact % b.coefficient !== 0n) {
    // One sticky digit keeps the later rounding to 34 digits honest.
    const sign = exact < 0n === b.coefficient < 0n ? 1n : -1n;
    return { coefficient: (exact / b.coefficient) * 10n + sign, exponent: exponent - 1 };
  }
  let coefficient = exact / b.coefficient;
  let wanted = exponent;
  while (wanted < a.exponent - b.exponent && coefficient !== 0n && coefficient % 10n === 0n) {
    coefficient /= 10n;
    wanted += 1;
  }
  return { coefficient, exponent: wanted };
}

function signOf(value: Decimal): number {
  if (value.special) return value.special === 'NaN' ? Number.NaN : value.special === 'Infinity' ? 1 : -1;
  return value.coefficient === 0n ? 0 : value.coefficient < 0n ? -1 : 1;
}

/** The nearest double. */
export function toNumber(value: Decimal): number {
  return Number(value.special ?? `${value.coefficient}e${value.exponent}`);
}

/** Exact order of two decimals; NaN is below every number and equal to itself. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (a.special || b.special) {
    if (a.special === 'NaN' || b.special === 'NaN') {
      return a.special === b.special ? 0 : a.special === 'NaN' ? -1 : 1;
    }
    const left = a.special ? toNumber(a) : 0;
    const right = b.special ? toNumber(b) : 0;
    return left === right ? 0 : left < right ? -1 : 1;
  }
  const signs = signOf(a) - signOf(b);
  if (signs !== 0) return signs < 0 ? -1 : 1;
  const left = digitsOf(a.coefficient) + a.exponent;
  const right = digitsOf(b.coefficient) + b.exponent;
  if (left !== right && a.coefficient !== 0n) return left < right === signOf(a) > 0 ? -1 : 1;
  const exponent = Math.min(a.exponent, b.exponent);
  if (a.coefficient === 0n) return 0;
  const x = scaled(a, exponent);
  const y = scaled(b, exponent);
  return x === y ? 0 : x < y ? -1 : 1;
}
