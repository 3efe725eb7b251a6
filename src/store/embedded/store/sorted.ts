import { CommandError } from '../errors.ts';
import type { Sorter, SortKey } from '../values/sort.ts';
import type { Hit } from './scan.ts';

/** MongoDB's limit for sorting in memory. */
const SORT_MEMORY_BYTES = 100 * 1024 * 1024;

const RUN_LENGTH = 2_000;
const ENTRY_OVERHEAD = 120;

interface Sortable {
  readonly key: SortKey;
  readonly hit: Hit;
}

/** A run and how far it has been given out. */
interface Head {
  readonly run: readonly Sortable[];
  readonly at: number;
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
  private readonly heads: Head[] = [];

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
    for (const run of this.runs) this.enter({ run, at: 0 });
  }

  /** The next document in order; undefined at the end. */
  next(): Hit | undefined {
    const least = this.heads.pop();
    if (least === undefined) return undefined;
    const { hit } = least.run[least.at] as Sortable;
    this.enter({ run: least.run, at: least.at + 1 });
    return hit;
  }

  /** Puts the head of a run among the others, which are in falling order. */
  private enter(head: Head): void {
    const own = head.run[head.at];
    if (own === undefined) return;
    let low = 0;
    let high = this.heads.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.heads[middle] as Head;
      if (this.sorter.compareKeys((other.run[other.at] as Sortable).key, own.key) > 0) low = middle + 1;
      else high = middle;
    }
    this.heads.splice(low, 0, head);
  }

  private trim(): void {
    this.run.sort((a, b) => this.sorter.compareKeys(a.key, b.key));
    this.run.length = Math.min(this.run.length, this.keep);
    this.bytes = this.run.reduce((sum, { hit }) => sum + hit.raw.length + ENTRY_OVERHEAD, 0);
  }

  private closeRun(): void {
    if (this.run.length === 0) return;
    this.run.sort((a, b) => this.sorter.compareKeys(a.key, b.key));
    this.runs.push(apart(this.run));
    this.run = [];
  }
}

/** The run with its documents in memory of their own: where they were read to lies much that is not wanted. */
function apart(run: readonly Sortable[]): Sortable[] {
  const memory = Buffer.allocUnsafeSlow(
    run.reduce((sum, { hit }) => sum + hit.raw.length + hit.key.length, 0),
  );
  let at = 0;
  const copy = (bytes: Buffer): Buffer => {
    memory.set(bytes, at);
    at += bytes.length;
    return memory.subarray(at - bytes.length, at);
  };
  return run.map(({ key, hit }) => ({ key, hit: { ...hit, key: copy(hit.key), raw: copy(hit.raw) } }));
}
