import { commandError } from '../../errors.ts';
import { compileSort, type Sorter, type SortKey } from '../../values/sort.ts';
import { type Doc, isDocument } from '../../values/types.ts';
import type { Stage, StageCompiler } from '../pipeline-types.ts';
import { batchesOf } from './batches.ts';
import { MemoryBudget } from './memory.ts';

/** Sorting is done in runs of this many documents, so that no single step takes long. */
const RUN_LENGTH = 2_000;

interface Entry {
  readonly key: SortKey;
  readonly document: Doc;
}

/** Sorts all documents, or keeps only the first `limit` of the order. */
export function sorting(spec: Doc, limit: number | undefined, context: Parameters<StageCompiler>[1]): Stage {
  const sorter = compileSort(spec, context.order);
  return async function* sorted(input) {
    const budget = new MemoryBudget('$sort');
    const runs: Entry[][] = [];
    let run: Entry[] = [];
    const close = (): void => {
      run.sort((a, b) => sorter.compareKeys(a.key, b.key));
      if (limit !== undefined && run.length > limit) run.length = limit;
      if (limit !== undefined && limit <= RUN_LENGTH / 2) return;
      runs.push(run);
      run = [];
    };
    for await (const batch of input) {
      for (const document of batch) {
        if (limit === undefined || limit > RUN_LENGTH) budget.hold(document);
        run.push({ key: sorter.keyOf(document), document });
        if (run.length >= RUN_LENGTH) close();
      }
      await context.pause();
    }
    close();
    if (run.length > 0) runs.push(run);
    for (const batch of batchesOf(merged(runs, sorter, limit ?? Number.POSITIVE_INFINITY))) {
      yield batch;
      await context.pause();
    }
  };
}

function* merged(runs: readonly Entry[][], sorter: Sorter, limit: number): Generator<Doc> {
  const heap = runs.map((run, i) => ({ run, i, at: 0 })).filter(({ run }) => run.length > 0);
  type Head = (typeof heap)[number];
  const before = (a: Head, b: Head): boolean => {
    const order = sorter.compareKeys(a.run[a.at]?.key ?? [], b.run[b.at]?.key ?? []);
    return order < 0 || (order === 0 && a.i < b.i);
  };
  heap.sort((a, b) => (before(a, b) ? -1 : 1));
  for (let given = 0; given < limit; given += 1) {
    const [head] = heap;
    const entry = head?.run[head.at];
    if (!head || !entry) return;
    yield entry.document;
    head.at += 1;
    if (head.at === head.run.length) heap.shift();
    // The runs stay in order of their heads: the one that gave a document moves back to its place.
    for (let i = 1; i < heap.length; i += 1) {
      const [a, b] = [heap[i - 1], heap[i]];
      if (!a || !b || !before(b, a)) break;
      heap[i - 1] = b;
      heap[i] = a;
    }
  }
}

const sort: StageCompiler = (operand, context) => {
  if (!isDocument(operand)) throw commandError(15973, 'the $sort key specification must be an object');
  if (Object.keys(operand).length === 0)
    throw commandError(15976, '$sort stage must have at least one sort key');
  return sorting(operand, undefined, context);
};

/** The $sort stage. */
export const SORT_STAGES: Readonly<Record<string, StageCompiler>> = { $sort: sort };
