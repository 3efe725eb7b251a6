/** `meta`: the catalog; `docs`: documents by collection and _id; `index`: index entries, all in the key. */
export type Space = 'meta' | 'docs' | 'index';

/** Keys in [start, end); `end` undefined = to the end of the space. */
export interface KeyRange {
  readonly start: Buffer;
  readonly end: Buffer | undefined;
  /** When `start` is a key itself, the range holds no other. */
  readonly single?: boolean;
}

export interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** Reads see every group that has run, and inside one the changes made before them. */
export interface KvReads {
  get(space: Space, key: Buffer): Buffer | undefined;
  has(space: Space, key: Buffer): boolean;
  /** At most `limit` keys of the range, from its end when `reverse`. Holds nothing open afterwards. */
  keys(space: Space, range: KeyRange, limit: number, reverse?: boolean): Buffer[];
  /** The same with values. */
  entries(space: Space, range: KeyRange, limit: number, reverse?: boolean): Entry[];
  /** The number of keys in the range; takes time in proportion to it. */
  count(space: Space, range: KeyRange): number;
  /** Whether the range has more keys than that; takes time in proportion to `count`. */
  holdsMore(space: Space, range: KeyRange, count: number): boolean;
  /** The key at a position of the range, the first being 0; takes time in proportion to the position. */
  keyAt(space: Space, range: KeyRange, position: number): Buffer | undefined;
}

/** The little an ordered key-value store must offer. Everything but its care is synchronous. */
export interface Kv extends KvReads {
  /** Only inside `write` and `commit`. Neither key nor value may be changed afterwards. */
  put(space: Space, key: Buffer, value: Buffer): void;
  /** Only inside `write` and `commit`. */
  delete(space: Space, key: Buffer): void;
  /** Runs `action` as one group and returns when it is on disk; throws, with nothing changed, otherwise. */
  write<T>(action: () => T): T;
  /**
   * Runs `action` at once as one group and resolves when it is on disk; rejects, with nothing changed, otherwise. Reads
   * see the group meanwhile; there must be no other until it has ended.
   */
  commit<T>(action: () => T): Promise<T>;
  /** Resolves when the next group should begin; undefined when nothing speaks against now. */
  room(): Promise<void> | undefined;
  /** Copies everything committed before the call into a new file, without the free pages. */
  backup(file: string): Promise<void>;
  /** Bytes of the data file. */
  size(): number;
  /** The longest key that can be stored, in bytes. */
  readonly maxKeyBytes: number;
  close(): Promise<void>;
}

/** The file that holds everything but the newest changes. A write returns when its pages are on disk. */
export interface DataFile extends Omit<Kv, 'commit' | 'room'> {
  /** What was committed by another thread is seen from now on. */
  refresh(): void;
}
