import type { Kv } from '../kv/kv.ts';
import type { BatchSource } from './cursors.ts';
import { type PreparedQuery, QueryRun } from './query.ts';
import { PAUSED, type Scan } from './scan.ts';
import { giveWay, sliceEnd, type TimeLimit } from './time.ts';

/** A query as a source of batches; `shape` makes the answered document of a stored one. */
export class QuerySource implements BatchSource {
  private readonly run: QueryRun;
  private readonly limit: TimeLimit;
  private readonly shape: ((raw: Buffer) => Buffer) | undefined;
  private held: Buffer | undefined;

  constructor(kv: Kv, query: PreparedQuery, limit: TimeLimit, shape?: (raw: Buffer) => Buffer) {
    this.run = new QueryRun(kv, query);
    this.limit = limit;
    this.shape = shape;
  }

  get scan(): Scan {
    return this.run.scan;
  }

  async next(count: number, bytes: number): Promise<{ documents: Buffer[]; done: boolean }> {
    const documents: Buffer[] = [];
    let size = 0;
    let deadline = sliceEnd();
    for (;;) {
      const raw = this.held ?? this.run.next(deadline);
      this.held = undefined;
      if (raw === undefined) return { documents, done: true };
      if (raw === PAUSED) {
        this.limit.check();
        await giveWay();
        deadline = sliceEnd();
        continue;
      }
      const document = this.shape === undefined ? raw : this.shape(raw);
      if (documents.length > 0 && size + document.length > bytes) {
        this.held = raw;
        break;
      }
      documents.push(document);
      size += document.length;
      if (documents.length === count) break;
      if ((documents.length & 127) === 0 && performance.now() > deadline) {
        this.run.pause();
        this.limit.check();
        await giveWay();
        deadline = sliceEnd();
      }
    }
    this.run.pause();
    return { documents, done: this.held === undefined && this.run.finished };
  }
}
