import { commandError } from '../../errors.ts';
import {
  addNumbers,
  divideNumbers,
  multiplyNumbers,
  packDouble,
  packNumber,
  remainderOf,
  subtractNumbers,
  wholeNumber,
} from '../../values/arithmetic.ts';
import { compareDecimals, fromDecimal, negateDecimal, toDecimal } from '../../values/decimal.ts';
import { type Numeric, openNumber, toDouble } from '../../values/numbers.ts';
import { typeNameOf } from '../../values/types.ts';
import type { OperatorTable } from '../expression-types.ts';
import { isNullish } from '../truth.ts';
import { operator, unary } from './operands.ts';
import { rounding } from './rounding.ts';

/** Opens a number or refuses with the operator's code. */
function numberFor(value: unknown, name: string, code: number): Numeric {
  const number = openNumber(value);
  if (number) return number;
  throw commandError(code, `${name} only supports numeric types, not ${typeNameOf(value)}`);
}

function addAll(values: readonly unknown[]): unknown {
  if (values.some(isNullish)) return null;
  const dates = values.filter((value) => value instanceof Date);
  if (dates.length > 1) throw commandError(16612, 'only one date allowed in an $add expression');
  let sum: Numeric = { type: 'int', value: 0 };
  for (const value of values) {
    if (value instanceof Date) continue;
    const number = openNumber(value);
    if (!number) throw commandError(14, `$add only supports numeric or date types, not ${typeNameOf(value)}`);
    sum = addNumbers(sum, number);
  }
  const [date] = dates;
  return date ? new Date(date.getTime() + Math.round(toDouble(packNumber(sum)))) : packNumber(sum);
}

function subtract([a, b]: readonly unknown[]): unknown {
  if (isNullish(a) || isNullish(b)) return null;
  if (a instanceof Date) {
    if (b instanceof Date) return packNumber(wholeNumber(BigInt(a.getTime() - b.getTime()), 'long'));
    if (openNumber(b)) return new Date(a.getTime() - Math.round(toDouble(b)));
  }
  const left = openNumber(a);
  const right = openNumber(b);
  if (left && right) return packNumber(subtractNumbers(left, right));
  throw commandError(14, `can't $subtract ${typeNameOf(b)} from ${typeNameOf(a)}`);
}

function divide([a, b]: readonly unknown[]): unknown {
  if (isNullish(a) || isNullish(b)) return null;
  const left = openNumber(a);
  const right = openNumber(b);
  if (!left || !right) {
    throw commandError(14, `$divide only supports numeric types, not ${typeNameOf(a)} and ${typeNameOf(b)}`);
  }
  if (toDouble(b) === 0) throw commandError(2, "can't $divide by zero");
  return packNumber(divideNumbers(left, right));
}

function remainder([a, b]: readonly unknown[]): unknown {
  if (isNullish(a) || isNullish(b)) return null;
  const left = openNumber(a);
  const right = openNumber(b);
  if (!left || !right) {
    throw commandError(16611, `$mod only supports numeric types, not ${typeNameOf(a)} and ${typeNameOf(b)}`);
  }
  if (toDouble(b) === 0) throw commandError(16610, "can't $mod by zero");
  return packNumber(remainderOf(left, right));
}

function power([a, b]: readonly unknown[]): unknown {
  if (isNullish(a) || isNullish(b)) return null;
  const base = numberFor(a, '$pow', 28762);
  const exponent = numberFor(b, '$pow', 28763);
  const isWhole = (number: Numeric): boolean => number.type === 'int' || number.type === 'long';
  if (toDouble(a) === 0 && toDouble(b) < 0)
    throw commandError(28764, '$pow cannot take a base of 0 and a negative exponent');
  if (!isWhole(base) || !isWhole(exponent) || toDouble(b) < 0 || toDouble(b) > 1000) {
    return packDouble(toDouble(a) ** toDouble(b));
  }
  const atLeast = base.type === 'long' || exponent.type === 'long' ? 'long' : 'int';
  return packNumber(wholeNumber(BigInt(toDouble(a)) ** BigInt(toDouble(b)), atLeast));
}

function absolute(value: unknown, name: string): unknown {
  if (isNullish(value)) return null;
  const number = numberFor(value, name, 28765);
  if (number.type === 'decimal') {
    const decimal = toDecimal(number.value);
    const isNegative = compareDecimals(decimal, toDecimal(0)) < 0;
    return isNegative ? fromDecimal(negateDecimal(decimal)) : number.value;
  }
  if (number.type === 'double') return packDouble(Math.abs(number.value));
  const whole = BigInt(number.value);
  return packNumber(wholeNumber(whole < 0n ? -whole : whole, number.type));
}

/** A function of a double with the range it accepts. */
function floating(compute: (value: number) => number, accepts?: (value: number) => boolean, code = 28765) {
  return unary((value, name) => {
    if (isNullish(value)) return null;
    const double = toDouble(packNumber(numberFor(value, name, 28765)));
    if (accepts && !Number.isNaN(double) && !accepts(double)) {
      throw commandError(code, `${name}'s argument is out of range: ${double}`);
    }
    return packDouble(compute(double));
  });
}

const isPositive = (value: number): boolean => value > 0;

/** Arithmetic with MongoDB's types: int grows to long, decimals are exact. */
export const ARITHMETIC: OperatorTable = {
  $add: operator(0, Number.POSITIVE_INFINITY, addAll),
  $subtract: operator(2, 2, subtract),
  $multiply: operator(0, Number.POSITIVE_INFINITY, (values, name) => {
    if (values.some(isNullish)) return null;
    return packNumber(
      values.reduce<Numeric>((product, value) => multiplyNumbers(product, numberFor(value, name, 14)), {
        type: 'int',
        value: 1,
      }),
    );
  }),
  $divide: operator(2, 2, divide),
  $mod: operator(2, 2, remainder),
  $pow: operator(2, 2, power),
  $abs: unary(absolute),
  $ceil: operator(1, 1, ([value], name) => rounding(value, undefined, 'up', name)),
  $floor: operator(1, 1, ([value], name) => rounding(value, undefined, 'down', name)),
  $round: operator(1, 2, ([value, place], name) => rounding(value, place, 'even', name)),
  $trunc: operator(1, 2, ([value, place], name) => rounding(value, place, 'cut', name)),
  $sqrt: floating(Math.sqrt, (value) => value >= 0, 28714),
  $exp: floating(Math.exp),
  $ln: floating(Math.log, isPositive, 28766),
  $log10: floating(Math.log10, isPositive, 28761),
  $log: operator(2, 2, ([value, base], name) => {
    if (isNullish(value) || isNullish(base)) return null;
    const [x, b] = [value, base].map((part) => toDouble(packNumber(numberFor(part, name, 28756))));
    if (x === undefined || b === undefined || x <= 0)
      throw commandError(28758, `$log's argument must be a positive number, but is ${x}`);
    if (b <= 0 || b === 1)
      throw commandError(28759, `$log's base must be a positive number not equal to 1, but is ${b}`);
    return packDouble(Math.log(x) / Math.log(b));
  }),
  $sin: floating(Math.sin),
  $cos: floating(Math.cos),
  $tan: floating(Math.tan),
  $atan: floating(Math.atan),
  $degreesToRadians: floating((value) => (value * Math.PI) / 180),
  $radiansToDegrees: floating((value) => (value * 180) / Math.PI),
  $rand: operator(0, 1, () => Math.random()),
  $bitAnd: bitwise((a, b) => a & b, -1n),
  $bitOr: bitwise((a, b) => a | b, 0n),
  $bitXor: bitwise((a, b) => a ^ b, 0n),
  $bitNot: unary((value, name) => (isNullish(value) ? null : packNumber(invert(value, name)))),
};

function bitwise(combine: (a: bigint, b: bigint) => bigint, start: bigint) {
  return operator(0, Number.POSITIVE_INFINITY, (values, name) => {
    if (values.some(isNullish)) return null;
    let isLong = false;
    let result = start;
    for (const value of values) {
      const number = integerFor(value, name);
      isLong ||= number.type === 'long';
      result = combine(result, BigInt(number.value));
    }
    return packNumber(wholeNumber(result, isLong ? 'long' : 'int'));
  });
}

function integerFor(value: unknown, name: string): Numeric & { type: 'int' | 'long' } {
  const number = openNumber(value);
  if (number?.type === 'int' || number?.type === 'long') return number;
  throw commandError(14, `${name} only supports int and long operands, not ${typeNameOf(value)}`);
}

function invert(value: unknown, name: string): Numeric {
  const number = integerFor(value, name);
  return wholeNumber(~BigInt(number.value), number.type);
}
