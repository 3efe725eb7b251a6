import { CommandError } from '../errors.ts';
import type { Sorter, SortKey } from '../values/sort.ts';
import type { Hit } from './scan.ts';

/** MongoDB's limit for sorting in memory. */
export const SORT_MEMORY_BYTES = 100 * 1024 * 1024;

const RUN_LENGTH = 2_000;
const ENTRY_OVERHEAD = 120;

interface Sortable {
  readonly key: SortKey;
  readonly hit: Hit;
}

/**
 * Sorts documents in runs, so that no single step takes long, and gives them out by merging the runs. With
 * `keep`, only the first that many are held. More than 100 MB: error 292.
 */
export class SortBuffer {
  private readonly sorter: Sorter;
  private readonly keep: number;
  private readonly runs: Sortable[][] = [];
  private run: Sortable[] = [];
  private bytes = 0;
  private heads: number[] = [];

  constructor(sorter: Sorter, keep: number | undefined) {
    this.sorter = sorter;
    this.keep = keep ?? Number.POSITIVE_INFINITY;
  }

  add(key: SortKey, hit: Hit): void {
    this.run.push({ key, hit });
    this.bytes += hit.raw.length + ENTRY_OVERHEAD;
    if (this.keep <= RUN_LENGTH / 2) {
      if (this.run.length >= RUN_LENGTH) this.trim();
    } else if (this.run.length >= RUN_LENGTH) this.closeRun();
    if (this.bytes > SORT_MEMORY_BYTES) {
      throw new CommandError(
        292,
        `Sort exceeded memory limit of ${SORT_MEMORY_BYTES} bytes. The embedded store sorts in memory only: add an index that gives the order, or a limit.`,
      );
    }
  }

  /** No more documents will come. */
  finish(): void {
    if (this.keep <= RUN_LENGTH / 2) this.trim();
    this.closeRun();
    this.heads = this.runs.map(() => 0);
  }

  /** The next document in order; undefined at the end. */
  next(): Hit | undefined {
    let chosen = -1;
    for (let at = 0; at < this.runs.length; at++) {
      const head = this.runs[at]?.[this.heads[at] as number];
      if (head === undefined) continue;
      const best = chosen < 0 ? undefined : this.runs[chosen]?.[this.heads[chosen] as number];
      if (best === undefined || this.sorter.compareKeys(head.key, best.key) < 0) chosen = at;
    }
    if (chosen < 0) return undefined;
    const position = this.heads[chosen] as number;
    this.heads[chosen] = position + 1;
    return this.runs[chosen]?.[position]?.hit;
  }

  private trim(): void {
    this.run.sort((a, b) => this.sorter.compareKeys(a.key, b.key));
    this.run.length = Math.min(this.run.length, this.keep);
    this.bytes = this.run.reduce((sum, { hit }) => sum + hit.raw.length + ENTRY_OVERHEAD, 0);
  }

  private closeRun(): void {
    if (this.run.length === 0) return;
    this.run.sort((a, b) => this.sorter.compareKeys(a.key, b.key));
    this.runs.push(this.run);
    this.run = [];
  }
}
