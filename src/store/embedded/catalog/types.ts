import type { Document } from 'bson';

/** One field of an index. */
export interface IndexField {
  readonly path: string;
  readonly parts: readonly string[];
  readonly descending: boolean;
}

/** An index as the catalog keeps it; `_id_` is not among them, the documents themselves are in _id order. */
export interface Index {
  readonly id: number;
  readonly name: string;
  readonly fields: readonly IndexField[];
  /** What listIndexes answers: v, key, name and the options as given. */
  readonly spec: Document;
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partial: { readonly filter: Document; matches(document: Document): boolean } | undefined;
  /** The top-level fields its entries depend on; undefined when a partial filter does not tell. */
  readonly roots: ReadonlySet<string> | undefined;
  readonly expireAfterSeconds: number | undefined;
  readonly hidden: boolean;
  /** For each field, whether some document had an array on its path; never becomes false again. */
  readonly multikey: boolean[];
  /** For each field, whether some entry could not hold the whole value (long strings, Decimal128). */
  readonly lossy: boolean[];
  /** No longer there: a walk that began before must not go on. */
  dropped?: boolean;
  /** Still being built: maintained by writes, not used by reads. */
  building: boolean;
}

export interface Collection {
  readonly id: number;
  readonly uuid: Buffer;
  readonly ns: string;
  readonly database: string;
  readonly name: string;
  readonly options: Document;
  readonly idIndex: Document;
  indexes: readonly Index[];
  dropped?: boolean;
  /** Documents, and the bytes they take. */
  count: number;
  bytes: number;
}
