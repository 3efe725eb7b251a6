import type { Document } from 'bson';
import type { Collection, Index } from '../catalog/types.ts';
import type { KeyRange, Space } from '../kv/kv.ts';

/** Ranges that are each in sort order from `offset` bytes into their keys; several are merged. */
export interface RangeGroup {
  readonly ranges: readonly KeyRange[];
  readonly offset: number;
}

/** Values that a document must have beside the one in its entry, in the same field of the index: an array has many. */
export interface Others {
  readonly field: number;
  /** As they stand in a key. */
  readonly values: readonly Buffer[];
}

/** One way to walk a collection: through an index, or through the documents in _id order. */
export interface Access {
  readonly space: Space;
  /** Undefined: the documents themselves. */
  readonly index: Index | undefined;
  readonly groups: readonly RangeGroup[];
  readonly reverse: boolean;
  /** An entry counts only when its document has entries with these values as well. */
  readonly others?: Others | undefined;
  /** Every entry in the ranges matches the filter: documents need not be looked at. */
  readonly exact: boolean;
  /** Entries come in the order of the requested sort. */
  readonly sorted: boolean;
  /** An entry's document may come more than once. */
  readonly repeats: boolean;
  /** No bound was found: everything is walked. */
  readonly whole: boolean;
  /** Leading fields with points, all fields, and whether a range follows the points. */
  readonly depth: number;
  readonly fields: number;
  readonly ranged: boolean;
  /** Printable bounds by field, for explain. */
  readonly describe: () => Document;
}

export interface Plan {
  readonly collection: Collection;
  /** More than one: the union of an `$or`, each document once. */
  readonly accesses: readonly Access[];
  readonly exact: boolean;
  readonly sorted: boolean;
}

/** What is asked of the planner; filter and sort with promoted values. */
export interface Query {
  readonly filter: Document;
  readonly sort: readonly { readonly path: string; readonly descending: boolean }[];
  /** Documents wanted in order, skipped ones included; undefined = all. */
  readonly wanted?: number | undefined;
  readonly hint?: string | Document | undefined;
  /** Strings compare by a collation: no index order or string bound may be used. */
  readonly collated?: boolean;
}
