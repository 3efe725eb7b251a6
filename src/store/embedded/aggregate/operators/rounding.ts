import { commandError } from '../../errors.ts';
import { packDouble, packNumber, wholeNumber } from '../../values/arithmetic.ts';
import { type Decimal, exactDecimal, fromDecimal, toDecimal, toNumber } from '../../values/decimal.ts';
import { fitsLong, openNumber, toSafeInteger } from '../../values/numbers.ts';
import { typeNameOf } from '../../values/types.ts';
import { isNullish } from '../truth.ts';

/** How a number is brought to fewer digits: to plus infinity, to minus infinity, half to even, towards zero. */
export type RoundingMode = 'up' | 'down' | 'even' | 'cut';

/** Rounds to a number of decimal places (negative: tens, hundreds...), keeping the number's type. */
export function rounding(value: unknown, place: unknown, mode: RoundingMode, name: string): unknown {
  if (isNullish(value) || place === null) return null;
  const number = openNumber(value);
  if (!number)
    throw commandError(
      mode === 'up' || mode === 'down' ? 28765 : 51081,
      `${name} only supports numeric types, not ${typeNameOf(value)}`,
    );
  const places = place === undefined ? 0 : toSafeInteger(place);
  if (places === undefined)
    throw commandError(51082, `precision argument to ${name} must be a integral value`);
  if (places < -20 || places > 100)
    throw commandError(
      51083,
      `cannot apply ${name} with precision value ${places} value must be in [-20, 100]`,
    );
  if (number.type === 'int' || number.type === 'long') {
    if (places >= 0) return value;
    const rounded = toPlaces(toDecimal(BigInt(number.value)), places, mode);
    const whole = rounded.special ? 0n : rounded.coefficient * 10n ** BigInt(rounded.exponent);
    if (!fitsLong(whole)) throw commandError(51080, `invalid conversion from Decimal128 result in ${name}`);
    return packNumber(wholeNumber(whole, number.type));
  }
  if (number.type === 'decimal') return fromDecimal(toPlaces(toDecimal(number.value), places, mode));
  if (!Number.isFinite(number.value)) return number.value;
  if (places === 0) return packDouble(wholeOf(number.value, mode));
  return packDouble(toNumber(toPlaces(exactDecimal(number.value), places, mode)));
}

function wholeOf(value: number, mode: RoundingMode): number {
  if (mode === 'up') return Math.ceil(value);
  if (mode === 'down') return Math.floor(value);
  if (mode === 'cut') return Math.trunc(value);
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
}

function toPlaces(decimal: Decimal, places: number, mode: RoundingMode): Decimal {
  if (decimal.special || decimal.exponent >= -places) return decimal;
  const scale = 10n ** BigInt(-places - decimal.exponent);
  const quotient = decimal.coefficient / scale;
  const rest = decimal.coefficient % scale;
  return { coefficient: quotient + stepOf(quotient, rest, scale, mode), exponent: -places };
}

function stepOf(quotient: bigint, rest: bigint, scale: bigint, mode: RoundingMode): bigint {
  if (rest === 0n || mode === 'cut') return 0n;
  if (mode === 'up') return rest > 0n ? 1n : 0n;
  if (mode === 'down') return rest < 0n ? -1n : 0n;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice < scale || (twice === scale && quotient % 2n === 0n)) return 0n;
  return rest > 0n ? 1n : -1n;
}
