import { commandError } from '../../errors.ts';
import { compareValues } from '../../values/compare.ts';
import { toSafeInteger } from '../../values/numbers.ts';
import { type Doc, isDocument, rankOf } from '../../values/types.ts';
import type { Accumulator } from '../accumulators/index.ts';
import { compileExpression } from '../expression.ts';
import { namedOperands } from '../operators/operands.ts';
import type { StageCompiler, StageContext } from '../pipeline-types.ts';
import { collect, mapping, pausedBatches } from './batches.ts';
import { compileFields, groupDocument } from './group.ts';
import { MemoryBudget } from './memory.ts';
import { sorting } from './sort.ts';

const COUNT_ONLY: Doc = { count: { $sum: 1 } };

function outputOf(output: unknown): Doc {
  if (output === undefined) return COUNT_ONLY;
  if (!isDocument(output)) throw commandError(40196, "The $bucket 'output' field must be an object");
  return output;
}

const bucket: StageCompiler = (operand, context) => {
  const fields = namedOperands(operand, '$bucket', ['groupBy', 'boundaries'], ['default', 'output']);
  const { variables, order, pause } = context;
  const constant = (value: unknown): unknown => compileExpression(value, { variables, order })({});
  if (!Array.isArray(fields.boundaries)) {
    throw commandError(40200, "The $bucket 'boundaries' field must be an array of values");
  }
  const boundaries = fields.boundaries.map(constant);
  checkBoundaries(boundaries, context);
  const key = compileExpression(fields.groupBy, { variables, order });
  const hasDefault = 'default' in fields;
  const fallback = hasDefault ? constant(fields.default) : undefined;
  const compiled = compileFields(outputOf(fields.output), context, () => new MemoryBudget('$bucket'));
  return async function* bucketed(input) {
    const buckets = new Map<number, Accumulator[]>();
    for await (const batch of input) {
      for (const document of batch) {
        const place = placeOf(key(document), boundaries, context);
        if (place < 0 && !hasDefault) {
          throw commandError(
            40066,
            '$switch could not find a matching branch for an input, and no default was specified.',
          );
        }
        const known = buckets.get(place) ?? compiled.start();
        buckets.set(place, known);
        for (const accumulator of known) accumulator.add(document);
      }
      await pause();
    }
    const results = [...buckets].map(([place, accumulators]) =>
      groupDocument(place < 0 ? fallback : boundaries[place], compiled, accumulators),
    );
    results.sort((a, b) => compareValues(a._id, b._id, order));
    yield* pausedBatches(results, pause);
  };
};

function checkBoundaries(boundaries: readonly unknown[], { order }: StageContext): void {
  if (boundaries.length < 2) {
    throw commandError(
      40192,
      `The $bucket 'boundaries' field must have at least 2 values, but found ${boundaries.length} value(s).`,
    );
  }
  for (let i = 1; i < boundaries.length; i += 1) {
    if (rankOf(boundaries[i]) !== rankOf(boundaries[i - 1])) {
      throw commandError(
        40193,
        "All values in the the 'boundaries' option to $bucket must have the same type.",
      );
    }
    if (compareValues(boundaries[i - 1], boundaries[i], order) >= 0) {
      throw commandError(40194, "The 'boundaries' option to $bucket must be sorted.");
    }
  }
}

function placeOf(value: unknown, boundaries: readonly unknown[], { order }: StageContext): number {
  if (compareValues(value, boundaries[0], order) < 0) return -1;
  const after = boundaries.findIndex((boundary) => compareValues(value, boundary, order) < 0);
  return after - 1 >= 0 ? after - 1 : -1;
}

const bucketAuto: StageCompiler = (operand, context) => {
  const fields = namedOperands(operand, '$bucketAuto', ['groupBy', 'buckets'], ['output', 'granularity']);
  if ('granularity' in fields)
    throw commandError(40258, "$bucketAuto 'granularity' is not supported by the embedded store");
  const count = toSafeInteger(fields.buckets);
  if (count === undefined || count <= 0) {
    throw commandError(40243, "The $bucketAuto 'buckets' field must be greater than 0");
  }
  const { variables, order, pause } = context;
  const key = compileExpression(fields.groupBy, { variables, order });
  const compiled = compileFields(outputOf(fields.output), context, () => new MemoryBudget('$bucketAuto'));
  const sort = sorting({ key: 1 }, undefined, context);
  const keyed = mapping((document) => ({ key: key(document) ?? null, document }));
  return async function* bucketed(input) {
    const entries = (await collect(sort(keyed(input)))) as { key: unknown; document: Doc }[];
    yield* pausedBatches(evenBuckets(entries), pause);
  };

  function* evenBuckets(entries: readonly { key: unknown; document: Doc }[]): Generator<Doc> {
    const size = Math.max(1, Math.round(entries.length / (count ?? 1)));
    for (let start = 0; start < entries.length; ) {
      let end = Math.min(entries.length, start + size);
      while (end < entries.length && compareValues(entries[end]?.key, entries[end - 1]?.key, order) === 0)
        end += 1;
      const accumulators = compiled.start();
      for (const { document } of entries.slice(start, end)) {
        for (const accumulator of accumulators) accumulator.add(document);
      }
      const max = (entries[end] ?? entries[end - 1])?.key;
      yield groupDocument({ min: entries[start]?.key, max }, compiled, accumulators);
      start = end;
    }
  }
};

/** Stages that group by ranges. */
export const BUCKET_STAGES: Readonly<Record<string, StageCompiler>> = {
  $bucket: bucket,
  $bucketAuto: bucketAuto,
};
