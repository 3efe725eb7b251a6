import { Decimal128, ObjectId, type Timestamp } from 'bson';
import { commandError } from '../../errors.ts';
import { packDouble, packNumber, wholeNumber } from '../../values/arithmetic.ts';
import { isBson, textOf } from '../../values/compare.ts';
import { fromDecimal, toDecimal } from '../../values/decimal.ts';
import { fitsLong, type Numeric, openNumber, toWhole } from '../../values/numbers.ts';
import { RANK, rankOf, TYPE_CODES, typeNameOf } from '../../values/types.ts';
import { parseDate } from './date-parse.ts';

/** A value cannot be turned into the wanted type (error 241). */
function failure(value: unknown, target: string, why = ''): Error {
  return commandError(
    241,
    why === ''
      ? `Unsupported conversion from ${typeNameOf(value)} to ${target} in $convert with no onError value`
      : `Failed to ${why} in $convert with no onError value`,
  );
}

/** The text of a value as $toString writes it. */
export function textFrom(value: unknown): string {
  const number = openNumber(value);
  if (number) return doubleText(number);
  switch (rankOf(value)) {
    case RANK.string:
      return textOf(value);
    case RANK.boolean:
      return String(value);
    case RANK.date:
      return (value as Date).toISOString();
    case RANK.objectId:
      return String(value);
    default:
      throw failure(value, 'string');
  }
}

function doubleText(number: Numeric): string {
  if (number.type !== 'double') return String(number.value);
  if (Number.isNaN(number.value)) return 'NaN';
  if (Object.is(number.value, -0)) return '-0';
  return String(number.value);
}

function toBool(value: unknown): boolean {
  const number = openNumber(value);
  if (number) return number.type === 'decimal' ? Number(number.value) !== 0 : Boolean(number.value);
  return value !== false;
}

function toInteger(value: unknown, target: 'int' | 'long'): unknown {
  if (typeof value === 'boolean') return packNumber(wholeNumber(value ? 1n : 0n, target));
  if (value instanceof Date && target === 'long')
    return packNumber(wholeNumber(BigInt(value.getTime()), 'long'));
  const whole = wholeFrom(value, target);
  const fits = target === 'long' ? fitsLong(whole) : BigInt.asIntN(32, whole) === whole;
  if (!fits) throw failure(value, target, `convert: conversion would overflow target type: ${String(value)}`);
  return packNumber(wholeNumber(whole, target));
}

function wholeFrom(value: unknown, target: string): bigint {
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw failure(value, target, `parse number '${value}'`);
    return BigInt(value.replace('+', ''));
  }
  const number = openNumber(value);
  if (!number) throw failure(value, target);
  const whole = toWhole(value);
  if (whole !== undefined) return whole;
  const double = Math.trunc(Number(number.value));
  if (!Number.isFinite(double))
    throw failure(value, target, `convert: attempt to convert ${double} value to integer type`);
  return BigInt(double);
}

function toDoubleValue(value: unknown): unknown {
  if (typeof value === 'boolean') return packDouble(value ? 1 : 0);
  if (value instanceof Date) return packDouble(value.getTime());
  if (typeof value === 'string') {
    const double = Number(value);
    if (value.trim() !== value || value === '' || (Number.isNaN(double) && value !== 'NaN')) {
      throw failure(value, 'double', `parse number '${value}'`);
    }
    return packDouble(double);
  }
  const number = openNumber(value);
  if (!number) throw failure(value, 'double');
  return packDouble(Number(number.value));
}

function toDecimalValue(value: unknown): Decimal128 {
  if (typeof value === 'boolean') return Decimal128.fromString(value ? '1' : '0');
  if (value instanceof Date) return fromDecimal(toDecimal(BigInt(value.getTime())));
  if (typeof value === 'string') {
    try {
      return Decimal128.fromStringWithRounding(value);
    } catch {
      throw failure(value, 'decimal', `parse number '${value}'`);
    }
  }
  const number = openNumber(value);
  if (!number) throw failure(value, 'decimal');
  return number.type === 'decimal' ? number.value : fromDecimal(toDecimal(number.value));
}

/** A date from a number of milliseconds, a text, an ObjectId or a timestamp. */
export function toDate(value: unknown): Date {
  if (value instanceof Date) return value;
  if (isBson(value, 'ObjectId')) return (value as ObjectId).getTimestamp();
  if (isBson(value, 'Timestamp')) return new Date((value as Timestamp).t * 1000);
  if (typeof value === 'string') return parseDate(value, undefined);
  const number = openNumber(value);
  if (!number || number.type === 'int') throw failure(value, 'date');
  return new Date(Math.trunc(Number(number.value)));
}

function toObjectId(value: unknown): ObjectId {
  if (isBson(value, 'ObjectId')) return value as ObjectId;
  if (typeof value !== 'string') throw failure(value, 'objectId');
  if (/^[0-9a-fA-F]{24}$/.test(value)) return new ObjectId(value);
  throw failure(value, 'objectId', `parse objectId '${value}'`);
}

const CONVERSIONS: Readonly<Record<string, (value: unknown) => unknown>> = {
  double: toDoubleValue,
  string: textFrom,
  objectId: toObjectId,
  bool: toBool,
  date: toDate,
  int: (value) => toInteger(value, 'int'),
  long: (value) => toInteger(value, 'long'),
  decimal: toDecimalValue,
};

const NAMES = new Map(Object.entries(TYPE_CODES).map(([name, code]) => [code, name]));

/** Converts to a type given by name or code; refuses impossible conversions with code 241. */
export function convertTo(value: unknown, target: unknown): unknown {
  const name = typeof target === 'string' ? target : NAMES.get(Number(toWhole(target) ?? 0));
  if (name === undefined || TYPE_CODES[name] === undefined)
    throw commandError(2, `Unknown type name: ${String(target)}`);
  const convert = CONVERSIONS[name];
  if (!convert) throw failure(value, name);
  return convert(value);
}
