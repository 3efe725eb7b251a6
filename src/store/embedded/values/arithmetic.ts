import { Double } from 'bson';
import {
  addDecimals,
  divideDecimals,
  fromDecimal,
  multiplyDecimals,
  negateDecimal,
  toDecimal,
} from './decimal.ts';
import { fitsLong, type Numeric, packLong } from './numbers.ts';

const MIN_INT = -(2 ** 31);
const MAX_INT = 2 ** 31 - 1;

/** The value a Numeric is stored as: int as a plain number, whole doubles wrapped so that they stay doubles. */
export function packNumber(number: Numeric): unknown {
  if (number.type === 'long') return packLong(number.value);
  if (number.type !== 'double') return number.value;
  return packDouble(number.value);
}

/** A double as it must be stored: wrapped when a plain number would be taken for an int. */
export function packDouble(value: number): number | Double {
  return Number.isInteger(value) ? new Double(value) : value;
}

/** A whole number in the smallest type of at least the wanted one; double when 64 bits are too few. */
export function wholeNumber(value: bigint, atLeast: 'int' | 'long'): Numeric {
  if (atLeast === 'int' && value >= MIN_INT && value <= MAX_INT) return { type: 'int', value: Number(value) };
  if (fitsLong(value)) return { type: 'long', value };
  return { type: 'double', value: Number(value) };
}

type Whole = (a: bigint, b: bigint) => bigint;
type Floating = (a: number, b: number) => number;
type Exact = typeof addDecimals;

function combine(a: Numeric, b: Numeric, whole: Whole, floating: Floating, exact: Exact): Numeric {
  if (a.type === 'decimal' || b.type === 'decimal') {
    return { type: 'decimal', value: fromDecimal(exact(toDecimal(a.value), toDecimal(b.value))) };
  }
  if (a.type === 'double' || b.type === 'double') {
    return { type: 'double', value: floating(Number(a.value), Number(b.value)) };
  }
  const atLeast = a.type === 'long' || b.type === 'long' ? 'long' : 'int';
  return wholeNumber(whole(BigInt(a.value), BigInt(b.value)), atLeast);
}

/** Adds in the wider of both types; int grows to long, a long too large becomes a double. */
export function addNumbers(a: Numeric, b: Numeric): Numeric {
  return combine(
    a,
    b,
    (x, y) => x + y,
    (x, y) => x + y,
    addDecimals,
  );
}

/** Subtracts by the rules of `addNumbers`. */
export function subtractNumbers(a: Numeric, b: Numeric): Numeric {
  return combine(
    a,
    b,
    (x, y) => x - y,
    (x, y) => x - y,
    (x, y) => addDecimals(x, negateDecimal(y)),
  );
}

/** Multiplies by the rules of `addNumbers`. */
export function multiplyNumbers(a: Numeric, b: Numeric): Numeric {
  return combine(
    a,
    b,
    (x, y) => x * y,
    (x, y) => x * y,
    multiplyDecimals,
  );
}

/** Divides as a double, or as a decimal when one side is one. */
export function divideNumbers(a: Numeric, b: Numeric): Numeric {
  if (a.type === 'decimal' || b.type === 'decimal') {
    return { type: 'decimal', value: fromDecimal(divideDecimals(toDecimal(a.value), toDecimal(b.value))) };
  }
  return { type: 'double', value: Number(a.value) / Number(b.value) };
}

/** The remainder with the dividend's sign, in the wider of both types. */
export function remainderOf(a: Numeric, b: Numeric): Numeric {
  return combine(
    a,
    b,
    (x, y) => x % y,
    (x, y) => x % y,
    (x, y) => {
      if (x.special || y.special || y.coefficient === 0n) return { special: 'NaN' };
      const exponent = Math.min(x.exponent, y.exponent);
      const left = x.coefficient * 10n ** BigInt(x.exponent - exponent);
      const right = y.coefficient * 10n ** BigInt(y.exponent - exponent);
      return { coefficient: left % right, exponent };
    },
  );
}
