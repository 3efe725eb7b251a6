import { equalValues, type StringOrder } from '../values/compare.ts';
import { encodeValue } from '../values/encode.ts';
import { isNumber, toDouble } from '../values/numbers.ts';
import { fieldsOf, isDocument } from '../values/types.ts';

interface Entry<T> {
  readonly key: unknown;
  readonly value: T;
}

/** A map whose keys are BSON values: 1, 1.0 and Long 1 are one key. Entries keep the order of their making. */
export class ValueMap<T> {
  readonly #order: StringOrder | undefined;
  readonly #buckets = new Map<unknown, Entry<T>[]>();
  #size = 0;

  /** With an order, keys that it calls equal are one key. */
  constructor(order?: StringOrder) {
    this.#order = order;
  }

  get size(): number {
    return this.#size;
  }

  /** The value of a key, undefined when there is none. */
  get(key: unknown): T | undefined {
    const bucket = this.#buckets.get(this.#hash(key));
    return bucket?.find((entry) => equalValues(entry.key, key, this.#order))?.value;
  }

  /** The value of a key, made when there is none. */
  getOrMake(key: unknown, make: () => T): T {
    const hash = this.#hash(key);
    const bucket = this.#buckets.get(hash);
    const known = bucket?.find((entry) => equalValues(entry.key, key, this.#order));
    if (known) return known.value;
    const entry = { key, value: make() };
    if (bucket) bucket.push(entry);
    else this.#buckets.set(hash, [entry]);
    this.#size += 1;
    return entry.value;
  }

  *entries(): Generator<readonly [unknown, T]> {
    for (const bucket of this.#buckets.values()) for (const { key, value } of bucket) yield [key, value];
  }

  #hash(key: unknown): unknown {
    return this.#order ? '' : hashOf(key);
  }
}

/** Equal values have equal hashes; others may share one, so entries are compared too. */
function hashOf(value: unknown): unknown {
  // No encoding begins with an s or a brace, so these short cuts never meet encoded values.
  if (typeof value === 'string') return `s${value}`;
  if (isNumber(value)) return toDouble(value) + 0;
  if (value === null || value === undefined) return null;
  if (isDocument(value)) {
    let hash = '{';
    for (const [name, field] of Object.entries(fieldsOf(value)))
      hash += `${name}\0${String(hashOf(field))}\0`;
    return hash;
  }
  const { bytes } = encodeValue(value);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
