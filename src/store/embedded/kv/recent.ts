/** The newest state of a key; no value: deleted. */
export interface Recent {
  readonly value: Buffer | undefined;
  /** The group that made it so. */
  readonly group: number;
}

/** Keys as strings of one byte a character: they compare as their bytes do. */
export const textOf = (key: Buffer): string => key.toString('latin1');

/** The key that `textOf` made a string of. */
export const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Changes of one space that the data file may not hold yet, in the order of their keys. A few thousand at most. */
export class RecentChanges {
  private readonly byKey = new Map<string, Recent>();
  private keys: string[] = [];

  get size(): number {
    return this.keys.length;
  }

  get(key: string): Recent | undefined {
    return this.byKey.get(key);
  }

  /** `undefined` forgets the key. Gives what was known of it. */
  set(key: string, recent: Recent | undefined): Recent | undefined {
    const before = this.byKey.get(key);
    if (recent === undefined) {
      if (this.byKey.delete(key)) this.keys.splice(this.at(key), 1);
      return before;
    }
    this.byKey.set(key, recent);
    if (before === undefined) this.insert(key);
    return before;
  }

  /** Forgets what no group after `applied` changed. */
  forget(applied: number): void {
    for (const [key, { group }] of this.byKey) if (group <= applied) this.byKey.delete(key);
    this.keys = this.byKey.size === 0 ? [] : this.keys.filter((key) => this.byKey.has(key));
  }

  /** The key at a position of the ascending order. */
  keyAt(position: number): string {
    return this.keys[position] ?? '';
  }

  /** The position of the first key that is not smaller. */
  at(key: string): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.keys[middle] as string) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private insert(key: string): void {
    const last = this.keys.at(-1);
    if (last === undefined || last < key) this.keys.push(key);
    else this.keys.splice(this.at(key), 0, key);
  }
}
