import type { DBRef } from 'bson';

/** A decoded BSON document; both promoted and typed (`promoteValues: false`) decodings are understood. */
export type Doc = Record<string, unknown>;

/** Where a value's type stands in MongoDB's comparison order; missing, undefined and null are one rank. */
export const RANK = {
  minKey: 1,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  boolean: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  code: 60,
  codeWithScope: 65,
  maxKey: 127,
} as const;

/** BSON element type numbers by the aliases `$type` takes (bsonspec.org). */
export const TYPE_CODES: Readonly<Record<string, number>> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

const TYPE_NAMES = new Map(Object.entries(TYPE_CODES).map(([name, code]) => [code, name]));

/** The bson class name of a value (`Int32`, `ObjectId`...), undefined for plain JavaScript values. */
export function bsonType(value: object): string | undefined {
  const name = (value as { _bsontype?: unknown })._bsontype;
  return typeof name === 'string' && !Object.hasOwn(value, '_bsontype') ? name : undefined;
}

const BSON_RANKS: Readonly<Record<string, number>> = {
  MinKey: RANK.minKey,
  Int32: RANK.number,
  Double: RANK.number,
  Long: RANK.number,
  Decimal128: RANK.number,
  BSONSymbol: RANK.string,
  DBRef: RANK.object,
  Binary: RANK.binary,
  UUID: RANK.binary,
  ObjectId: RANK.objectId,
  Timestamp: RANK.timestamp,
  BSONRegExp: RANK.regex,
  MaxKey: RANK.maxKey,
};

/** The rank of a value's type in MongoDB's comparison order. */
export function rankOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return RANK.number;
    case 'string':
      return RANK.string;
    case 'boolean':
      return RANK.boolean;
    case 'undefined':
      return RANK.null;
    default:
      return value === null ? RANK.null : rankOfObject(value as object);
  }
}

function rankOfObject(value: object): number {
  // Most values are plain documents, arrays and dates, told apart at once by their prototype.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return RANK.object;
  if (prototype === Date.prototype) return RANK.date;
  if (Array.isArray(value)) return RANK.array;
  if (value instanceof Date) return RANK.date;
  if (value instanceof Uint8Array) return RANK.binary;
  if (value instanceof RegExp) return RANK.regex;
  const name = bsonType(value);
  if (name === undefined) return RANK.object;
  if (name === 'Code') return (value as { scope?: unknown }).scope ? RANK.codeWithScope : RANK.code;
  return BSON_RANKS[name] ?? RANK.object;
}

const BSON_CODES: Readonly<Record<string, number>> = {
  MinKey: -1,
  Int32: 16,
  Double: 1,
  Long: 18,
  Decimal128: 19,
  BSONSymbol: 14,
  DBRef: 3,
  Binary: 5,
  UUID: 5,
  ObjectId: 7,
  Timestamp: 17,
  BSONRegExp: 11,
  MaxKey: 127,
};

/** The BSON type number of a value; a promoted number counts as int when it fits 32 bits, else as double. */
export function typeCodeOf(value: unknown): number {
  switch (typeof value) {
    case 'number':
      return Object.is(value | 0, value) ? 16 : 1;
    case 'bigint':
      return 18;
    case 'string':
      return 2;
    case 'boolean':
      return 8;
    case 'undefined':
      return 6;
    default:
      return value === null ? 10 : typeCodeOfObject(value as object);
  }
}

function typeCodeOfObject(value: object): number {
  if (Array.isArray(value)) return 4;
  if (value instanceof Date) return 9;
  if (value instanceof Uint8Array) return 5;
  if (value instanceof RegExp) return 11;
  const name = bsonType(value);
  if (name === undefined) return 3;
  if (name === 'Code') return (value as { scope?: unknown }).scope ? 15 : 13;
  return BSON_CODES[name] ?? 3;
}

/** The alias MongoDB's messages use for a value's type; a missing value is `missing`. */
export function typeNameOf(value: unknown): string {
  if (value === undefined) return 'missing';
  return TYPE_NAMES.get(typeCodeOf(value)) ?? 'unknown';
}

/** True for embedded documents, including the DBRef instances bson makes of `{$ref, $id}`. */
export function isDocument(value: unknown): value is Doc {
  return typeof value === 'object' && value !== null && rankOfObject(value) === RANK.object;
}

/** Names that objects have without owning them, or that bson's DBRef class uses inside. */
const DECEPTIVE_NAMES = new Set(['__proto__', 'collection', 'oid', 'db', 'fields']);

/** The fields of an embedded document in stored order; DBRef instances are opened. */
export function fieldsOf(value: Doc): Doc {
  return bsonType(value) === 'DBRef' ? (value as unknown as DBRef).toJSON() : value;
}

/** One own field of a document, undefined when missing; inherited names are never seen. */
export function getField(document: Doc, name: string): unknown {
  const value = document[name];
  // BSON has no functions, so a function is an inherited method such as `constructor`.
  if (value !== undefined && typeof value !== 'function' && !DECEPTIVE_NAMES.has(name)) return value;
  if (value === undefined && Object.getPrototypeOf(document) === Object.prototype) return undefined;
  const fields = fieldsOf(document);
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Sets an own field, also when it is called `__proto__`. */
export function setField(document: Doc, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(document, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    document[name] = value;
  }
}
