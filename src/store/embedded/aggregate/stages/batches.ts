import type { Doc } from '../../values/types.ts';
import type { Batch, Stage } from '../pipeline-types.ts';

/** How many documents one batch holds at most when a stage makes it. */
const BATCH_SIZE = 100;

/** A stage that makes at most one document of each. */
export function mapping(transform: (document: Doc) => Doc | undefined): Stage {
  return async function* map(input) {
    for await (const batch of input) {
      const results: Doc[] = [];
      for (const document of batch) {
        const result = transform(document);
        if (result !== undefined) results.push(result);
      }
      if (results.length > 0) yield results;
    }
  };
}

/** Cuts documents into batches. */
export function* batchesOf(documents: Iterable<Doc>): Generator<Batch> {
  let batch: Doc[] = [];
  for (const document of documents) {
    batch.push(document);
    if (batch.length === BATCH_SIZE) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** Cuts documents into batches and lets other work run between them. */
export async function* pausedBatches(
  documents: Iterable<Doc>,
  pause: () => Promise<void> | undefined,
): AsyncGenerator<Batch> {
  for (const batch of batchesOf(documents)) {
    yield batch;
    await pause();
  }
}

/** All documents of a source. */
export async function collect(source: AsyncIterable<Batch>): Promise<Doc[]> {
  const documents: Doc[] = [];
  for await (const batch of source) for (const document of batch) documents.push(document);
  return documents;
}
