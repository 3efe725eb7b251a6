import { randomInt } from 'node:crypto';
import { CommandError } from '../errors.ts';

/** What a client reads in batches: a query, an aggregation or a listing. */
export interface BatchSource {
  /**
   * Gives the next documents as BSON: at most `count` and about `bytes`. `done` says that nothing is left.
   * Holds no resource of the store between two calls.
   */
  next(count: number, bytes: number): Promise<Batch>;
  close?(): void;
}

export interface Batch {
  readonly documents: readonly Buffer[];
  readonly done: boolean;
}

interface OpenCursor {
  readonly id: bigint;
  readonly ns: string;
  readonly source: BatchSource;
  readonly idleLimit: boolean;
  lastUsed: number;
  busy: boolean;
}

const IDLE_MILLISECONDS = 10 * 60_000;
const MAX_OPEN = 10_000;

/** A batch never holds more than this; one document may be larger. */
export const BATCH_BYTES = 16 * 1024 * 1024;

/** The cursors clients have open. They are closed after ten idle minutes; there are at most 10,000. */
export class Cursors {
  private readonly open = new Map<bigint, OpenCursor>();
  private readonly timer: NodeJS.Timeout;

  constructor() {
    this.timer = setInterval(() => this.closeIdle(), 60_000);
    this.timer.unref();
  }

  get size(): number {
    return this.open.size;
  }

  /** Keeps a source for `getMore` and gives its cursor id. */
  add(ns: string, source: BatchSource, noTimeout = false): bigint {
    if (this.open.size >= MAX_OPEN) {
      source.close?.();
      throw new CommandError(146, `More than ${MAX_OPEN} cursors are open: close or exhaust some first`);
    }
    let id: bigint;
    do id = (BigInt(randomInt(1, 2 ** 31)) << 31n) | BigInt(randomInt(2 ** 31));
    while (this.open.has(id));
    this.open.set(id, { id, ns, source, idleLimit: !noTimeout, lastUsed: Date.now(), busy: false });
    return id;
  }

  /** Reads the next batch of a cursor of the namespace; throws 43 for an unknown one. */
  async read(id: bigint, ns: string, count: number): Promise<Batch> {
    const cursor = this.open.get(id);
    if (cursor === undefined) throw new CommandError(43, `cursor id ${id} not found`);
    if (cursor.ns !== ns) {
      throw new CommandError(
        13,
        `Requested getMore on namespace '${ns}', but cursor belongs to a different namespace ${cursor.ns}`,
      );
    }
    if (cursor.busy) throw new CommandError(12051, `cursor id ${id} is already in use`);
    cursor.busy = true;
    try {
      const batch = await cursor.source.next(count, BATCH_BYTES);
      if (batch.done) this.remove(id);
      return batch;
    } catch (error) {
      this.remove(id);
      throw error;
    } finally {
      cursor.busy = false;
      cursor.lastUsed = Date.now();
    }
  }

  /** Closes a cursor; false when there is none. */
  remove(id: bigint): boolean {
    const cursor = this.open.get(id);
    if (cursor === undefined) return false;
    this.open.delete(id);
    cursor.source.close?.();
    return true;
  }

  /** Closes all cursors of a namespace that is dropped. */
  removeAll(ns?: string): void {
    for (const cursor of this.open.values()) if (ns === undefined || cursor.ns === ns) this.remove(cursor.id);
  }

  /** Closes everything and stops the clock. */
  close(): void {
    clearInterval(this.timer);
    this.removeAll();
  }

  private closeIdle(): void {
    const oldest = Date.now() - IDLE_MILLISECONDS;
    for (const cursor of this.open.values()) {
      if (cursor.idleLimit && !cursor.busy && cursor.lastUsed < oldest) this.remove(cursor.id);
    }
  }
}
