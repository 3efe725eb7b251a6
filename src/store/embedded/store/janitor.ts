import type { Catalog } from '../catalog/catalog.ts';
import type { Index } from '../catalog/types.ts';
import { increment, invert, u32 } from '../kv/bytes.ts';
import type { Kv } from '../kv/kv.ts';
import { keyValues } from '../values/path.ts';
import { RANK } from '../values/types.ts';
import { decodePlain } from './decode.ts';
import type { Documents } from './documents.ts';
import type { StoreLog } from './engine.ts';
import { documentKeyOf, encodeKey } from './key-codec.ts';
import { sliceEnd } from './time.ts';
import type { Writer } from './writer.ts';

const PURGE_CHUNK = 1_000;
const EXPIRE_CHUNK = 256;

export interface JanitorParts {
  readonly kv: Kv;
  readonly catalog: Catalog;
  readonly writer: Writer;
  readonly documents: Documents;
  readonly log: StoreLog;
  readonly ttlSweepMs: number;
}

/** Background work in small steps: removes what dropped collections left and documents whose time is over. */
export class Janitor {
  private readonly parts: JanitorParts;
  private timer: NodeJS.Timeout | undefined;
  private purging: Promise<void> | undefined;
  private sweeping: Promise<void> | undefined;
  private closed = false;

  constructor(parts: JanitorParts) {
    this.parts = parts;
  }

  start(): void {
    this.purgeSoon();
    this.sweepEvery(this.parts.ttlSweepMs);
  }

  /** Sets how often expired documents are removed. */
  sweepEvery(milliseconds: number): void {
    clearInterval(this.timer);
    this.timer = setInterval(() => this.sweepSoon(), milliseconds);
    this.timer.unref();
  }

  /** Begins to remove what was dropped, if it is not being done already. */
  purgeSoon(): void {
    if (this.purging !== undefined || this.closed) return;
    this.purging = this.purge()
      .catch((error: unknown) => this.failed(error, 'Could not remove what dropped collections left'))
      .finally(() => {
        this.purging = undefined;
      });
  }

  /** Stops after the step that is under way. */
  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.purging;
    await this.sweeping;
  }

  private sweepSoon(): void {
    if (this.sweeping !== undefined || this.closed) return;
    this.sweeping = this.sweep()
      .catch((error: unknown) => this.failed(error, 'Could not remove expired documents'))
      .finally(() => {
        this.sweeping = undefined;
      });
  }

  private failed(error: unknown, message: string): void {
    if (!this.closed) this.parts.log.error({ err: error }, message);
  }

  private async purge(): Promise<void> {
    const { kv, catalog, writer } = this.parts;
    let left = catalog.purges().length > 0;
    while (left && !this.closed) {
      left = await writer.run(() => {
        const purge = catalog.purges()[0];
        if (purge === undefined) return false;
        const range = { start: purge.prefix, end: increment(purge.prefix) };
        const deadline = sliceEnd();
        const keys = kv.keys(purge.space, range, PURGE_CHUNK);
        let removed = 0;
        for (const key of keys) {
          kv.delete(purge.space, key);
          removed += 1;
          if ((removed & 31) === 0 && performance.now() > deadline) break;
        }
        if (removed === keys.length && keys.length < PURGE_CHUNK) kv.delete('meta', purge.key);
        return true;
      });
    }
  }

  private async sweep(): Promise<void> {
    for (const collection of this.parts.catalog.list()) {
      for (const index of collection.indexes) {
        if (index.expireAfterSeconds === undefined || index.building) continue;
        while (!this.closed && (await this.expire(collection.ns, index.name)) === EXPIRE_CHUNK);
      }
    }
  }

  /** Removes some documents whose date in the index is past; gives the number of entries looked at. */
  private expire(ns: string, name: string): Promise<number> {
    const { kv, catalog, writer, documents } = this.parts;
    return writer.run(() => {
      const collection = catalog.get(ns);
      const index = collection?.indexes.find((other) => other.name === name);
      if (collection === undefined || index?.expireAfterSeconds === undefined) return 0;
      const latest = new Date(Date.now() - index.expireAfterSeconds * 1000);
      const entries = kv.keys('index', expiredRange(index, latest), EXPIRE_CHUNK);
      for (const entry of entries) {
        const key = documentKeyOf(index, entry, collection.id);
        const raw = kv.get('docs', key);
        if (raw === undefined) continue;
        const document = decodePlain(raw);
        if (isExpired(index, document, latest)) documents.remove(collection, key, raw);
      }
      return entries.length;
    });
  }
}

function expiredRange(index: Index, latest: Date): { start: Buffer; end: Buffer | undefined } {
  const field = index.fields[0];
  const prefix = u32(index.id);
  const oldest = Buffer.from([RANK.date]);
  const newest = encodeKey(latest).bytes;
  if (field?.descending === true) {
    return {
      start: Buffer.concat([prefix, invert(newest)]),
      end: Buffer.concat([prefix, invert(Buffer.from([RANK.date - 1]))]),
    };
  }
  return { start: Buffer.concat([prefix, oldest]), end: increment(Buffer.concat([prefix, newest])) };
}

/** An array of dates expires by its earliest, as in MongoDB; other values never do. */
function isExpired(index: Index, document: Record<string, unknown>, latest: Date): boolean {
  return keyValues(document, index.fields[0]?.parts ?? []).some(
    (value) => value instanceof Date && value <= latest,
  );
}
