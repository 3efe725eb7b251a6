import { commandError } from '../errors.ts';
import { binaryOf } from '../values/compare.ts';
import { fitsLong, isNumber, toWhole } from '../values/numbers.ts';
import { RANK, rankOf } from '../values/types.ts';
import type { ValueTest } from './types.ts';

const DECIDE: Readonly<Record<string, (set: number, wanted: number) => boolean>> = {
  $bitsAllSet: (set, wanted) => set === wanted,
  $bitsAllClear: (set) => set === 0,
  $bitsAnySet: (set) => set > 0,
  $bitsAnyClear: (set, wanted) => set < wanted,
};

/** The four $bits operators. */
export const BIT_OPERATORS: ReadonlySet<string> = new Set(Object.keys(DECIDE));

/** Tests bits of whole numbers (as 64-bit two's complement) and of binaries (first byte lowest). */
export function bitTest(operator: string, operand: unknown, path: string): ValueTest {
  const positions = positionsOf(operator, operand, path);
  const decide = DECIDE[operator];
  return (value) => {
    const bitAt = bitReader(value);
    if (!bitAt || !decide) return false;
    return decide(positions.filter(bitAt).length, positions.length);
  };
}

function bitReader(value: unknown): ((position: number) => boolean) | undefined {
  if (rankOf(value) === RANK.binary) {
    const { bytes } = binaryOf(value);
    return (position) => (((bytes[position >> 3] ?? 0) >> (position & 7)) & 1) === 1;
  }
  const whole = toWhole(value);
  if (whole === undefined || !fitsLong(whole)) return undefined;
  return (position) => ((whole >> BigInt(Math.min(position, 63))) & 1n) === 1n;
}

function positionsOf(operator: string, operand: unknown, path: string): number[] {
  if (Array.isArray(operand)) return operand.map((element) => positionOf(element));
  if (rankOf(operand) === RANK.binary) {
    const { bytes } = binaryOf(operand);
    return bitsUpTo(bytes.length * 8, (i) => (((bytes[i >> 3] ?? 0) >> (i & 7)) & 1) === 1);
  }
  if (!isNumber(operand)) {
    throw commandError(2, `${path} takes an Array, a number, or a BinData but received: ${operator}`);
  }
  const mask = toWhole(operand);
  if (mask === undefined || !fitsLong(mask)) {
    throw commandError(9, `Expected an integer: ${operator}: ${String(operand)}`);
  }
  if (mask < 0n) throw commandError(9, `Expected a non-negative number in: ${operator}: ${String(operand)}`);
  return bitsUpTo(64, (i) => ((mask >> BigInt(i)) & 1n) === 1n);
}

function positionOf(element: unknown): number {
  const position = toWhole(element);
  if (position === undefined) throw commandError(2, 'bit positions must be an integer');
  if (position < 0n) throw commandError(9, 'bit positions must be >= 0');
  return Number(position > 0x7fffffffn ? 0x7fffffffn : position);
}

function bitsUpTo(count: number, isSet: (position: number) => boolean): number[] {
  return Array.from({ length: count }, (_, i) => i).filter(isSet);
}
