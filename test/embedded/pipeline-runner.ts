import { compilePipeline, type FetchQuery } from '../../src/store/embedded/aggregate/index.ts';
import { compileFilter } from '../../src/store/embedded/match/index.ts';
import { compileSort } from '../../src/store/embedded/values/sort.ts';

type Doc = Record<string, unknown>;

/** Runs a pipeline over plain arrays of documents, the head as a query, as the engine does. */
export async function runPipeline(
  pipeline: Doc[],
  documents: Doc[],
  collections: Record<string, Doc[]> = {},
  options: { variables?: Doc; collation?: Doc } = {},
): Promise<Doc[]> {
  const query = (
    all: Doc[],
    { filter, sort, skip = 0, limit, variables }: Omit<FetchQuery, 'collection'>,
  ): Doc[] => {
    const found = all.filter((document) => compileFilter(filter, { variables })(document));
    if (sort) found.sort(compileSort(sort).compare);
    return found.slice(skip, limit === undefined ? undefined : skip + limit);
  };
  const { head, run } = compilePipeline(pipeline, {
    ...options,
    async *fetch({ collection, ...rest }) {
      yield query(collections[collection] ?? [], rest);
    },
    pause: () => undefined,
  });
  async function* source() {
    yield query(documents, { ...head, variables: options.variables });
  }
  const results: Doc[] = [];
  for await (const batch of run(source())) results.push(...batch);
  return results;
}
