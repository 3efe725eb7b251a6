import type { Code, ObjectId, Timestamp } from 'bson';
import { ByteSink } from './byte-sink.ts';
import { binaryOf, regexOf, textOf } from './compare.ts';
import { exactDecimal, toDecimal } from './decimal.ts';
import { openNumber } from './numbers.ts';
import { type Doc, fieldsOf, RANK, rankOf } from './types.ts';

/** Strings and binaries are cut to this many bytes inside a key. */
export const KEY_TEXT_LIMIT = 500;

/** Stands for an empty array where an array's elements are index keys; it sorts before null. */
export const EMPTY_ARRAY: unique symbol = Symbol('empty array');
const EMPTY_ARRAY_RANK = 4;
const END = 0;

/** A key part; `lossy` says that different values may share it, so the document itself must be checked. */
export interface EncodedValue {
  readonly bytes: Uint8Array;
  readonly lossy: boolean;
}

const utf8 = new TextEncoder();
const scratch = new DataView(new ArrayBuffer(8));

/**
 * Encodes a value so that byte order is MongoDB's value order (inverted when descending) and no encoding is a
 * prefix of another. `EMPTY_ARRAY` is accepted as a value.
 */
export function encodeValue(value: unknown, descending = false): EncodedValue {
  const sink = new ByteSink();
  const lossy = value === EMPTY_ARRAY ? writeEmpty(sink) : write(sink, value);
  return { bytes: sink.take(descending), lossy };
}

function writeEmpty(sink: ByteSink): boolean {
  sink.byte(EMPTY_ARRAY_RANK);
  return false;
}

function write(sink: ByteSink, value: unknown): boolean {
  const rank = rankOf(value);
  sink.byte(rank);
  switch (rank) {
    case RANK.number:
      return writeNumber(sink, value);
    case RANK.string:
      return writeText(sink, textOf(value));
    case RANK.object:
      return writeDocument(sink, fieldsOf(value as Doc));
    case RANK.array:
      return writeArray(sink, value as unknown[]);
    case RANK.binary:
      return writeBinary(sink, value);
    default:
      return writeFixed(sink, rank, value);
  }
}

function writeFixed(sink: ByteSink, rank: number, value: unknown): boolean {
  switch (rank) {
    case RANK.objectId:
      sink.bytes((value as ObjectId).id);
      return false;
    case RANK.boolean:
      sink.byte(value ? 1 : 0);
      return false;
    case RANK.date: {
      const time = (value as Date).getTime();
      sink.uint64(Number.isNaN(time) ? 0n : BigInt(time) + 2n ** 63n);
      return false;
    }
    case RANK.timestamp:
      sink.uint32((value as Timestamp).high >>> 0);
      sink.uint32((value as Timestamp).low >>> 0);
      return false;
    case RANK.regex: {
      const { pattern, options } = regexOf(value);
      const cut = writeText(sink, pattern);
      return writeText(sink, options) || cut;
    }
    case RANK.code:
      return writeText(sink, (value as Code).code);
    case RANK.codeWithScope: {
      const code = value as Code;
      const cut = writeText(sink, code.code);
      return writeDocument(sink, code.scope ?? {}) || cut;
    }
    default:
      return false;
  }
}

function writeText(sink: ByteSink, text: string): boolean {
  // A UTF-16 unit is at least one byte, so this many units are enough to fill the limit.
  const bytes = utf8.encode(text.length > KEY_TEXT_LIMIT ? text.slice(0, KEY_TEXT_LIMIT + 1) : text);
  const cut = bytes.length > KEY_TEXT_LIMIT;
  sink.terminated(cut ? bytes.subarray(0, KEY_TEXT_LIMIT) : bytes);
  return cut;
}

function writeBinary(sink: ByteSink, value: unknown): boolean {
  const { subtype, bytes } = binaryOf(value);
  const cut = bytes.length > KEY_TEXT_LIMIT;
  sink.uint32(bytes.length);
  sink.byte(subtype);
  sink.terminated(cut ? bytes.subarray(0, KEY_TEXT_LIMIT) : bytes);
  return cut;
}

function writeDocument(sink: ByteSink, fields: Doc): boolean {
  let lossy = false;
  for (const [name, value] of Object.entries(fields)) {
    // The type goes before the name because MongoDB compares types before names.
    sink.byte(rankOf(value));
    if (writeText(sink, name)) lossy = true;
    if (write(sink, value)) lossy = true;
  }
  sink.byte(END);
  return lossy;
}

function writeArray(sink: ByteSink, values: readonly unknown[]): boolean {
  let lossy = false;
  for (const value of values) if (write(sink, value)) lossy = true;
  sink.byte(END);
  return lossy;
}

const RESIDUAL_ZERO = 0x8000;

function writeNumber(sink: ByteSink, value: unknown): boolean {
  const opened = typeof value === 'number' ? { type: 'double' as const, value } : openNumber(value);
  const exact = opened?.value ?? Number.NaN;
  const nearest = Number(exact);
  if (Number.isNaN(nearest)) {
    sink.uint64(0n);
    sink.byte(0);
    sink.byte(0);
    return false;
  }
  sink.uint64(sortableDouble(nearest));
  const { residual, lossy } = residualOf(exact, nearest);
  const biased = Math.min(0xffff, Math.max(0, residual + RESIDUAL_ZERO));
  sink.byte(biased >> 8);
  sink.byte(biased & 0xff);
  return lossy;
}

function sortableDouble(value: number): bigint {
  scratch.setFloat64(0, value === 0 ? 0 : value);
  const bits = scratch.getBigUint64(0);
  return bits >> 63n ? bits ^ 0xffffffffffffffffn : bits | (1n << 63n);
}

function residualOf(
  exact: number | bigint | Parameters<typeof toDecimal>[0],
  nearest: number,
): { residual: number; lossy: boolean } {
  if (typeof exact === 'number') return { residual: 0, lossy: false };
  if (typeof exact === 'bigint') return { residual: Number(exact - BigInt(nearest)), lossy: false };
  const decimal = toDecimal(exact);
  if (decimal.special) return { residual: 0, lossy: false };
  if (!Number.isFinite(nearest)) return { residual: nearest > 0 ? -0xffff : 0xffff, lossy: true };
  const double = exactDecimal(nearest);
  if (double.special) return { residual: 0, lossy: true };
  const exponent = Math.min(decimal.exponent, double.exponent);
  const difference =
    decimal.coefficient * 10n ** BigInt(decimal.exponent - exponent) -
    double.coefficient * 10n ** BigInt(double.exponent - exponent);
  const scale = 10n ** BigInt(Math.max(0, -exponent));
  const factor = 10n ** BigInt(Math.max(0, exponent));
  const whole = (difference * factor) / scale;
  const floored = difference < 0n && (difference * factor) % scale !== 0n ? whole - 1n : whole;
  const fits = floored >= -0x8000n && floored <= 0x7fffn;
  const residual = fits ? Number(floored) : floored < 0n ? -0xffff : 0xffff;
  return { residual, lossy: !fits || floored * scale !== difference * factor };
}
