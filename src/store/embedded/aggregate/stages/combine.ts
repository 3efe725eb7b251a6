import { commandError } from '../../errors.ts';
import { type Doc, fieldsOf, isDocument, setField } from '../../values/types.ts';
import { compileExpression } from '../expression.ts';
import { compilePipeline } from '../pipeline.ts';
import type { Batch, StageCompiler } from '../pipeline-types.ts';
import { batchesOf, collect, pausedBatches } from './batches.ts';
import { emptySource } from './lookup.ts';
import { MemoryBudget } from './memory.ts';

const NOT_IN_FACET = new Set([
  '$facet',
  '$out',
  '$merge',
  '$documents',
  '$collStats',
  '$indexStats',
  '$geoNear',
]);

const facet: StageCompiler = (operand, context) => {
  if (!isDocument(operand) || Object.keys(operand).length === 0) {
    throw commandError(40169, 'the $facet specification must be a non-empty object');
  }
  const facets = Object.entries(fieldsOf(operand)).map(([name, pipeline]) => {
    if (!Array.isArray(pipeline))
      throw commandError(40170, `arguments to $facet must be arrays, ${name} is not`);
    for (const stage of pipeline) {
      const stageName = isDocument(stage) ? (Object.keys(stage)[0] ?? '') : '';
      if (NOT_IN_FACET.has(stageName)) {
        throw commandError(40600, `${stageName} is not allowed to be used within a $facet stage`);
      }
    }
    return [name, compilePipeline(pipeline, context, false)] as const;
  });
  return async function* faceted(input) {
    const budget = new MemoryBudget('$facet');
    const documents: Doc[] = [];
    for await (const batch of input) {
      for (const document of batch) {
        budget.hold(document);
        documents.push(document);
      }
      await context.pause();
    }
    const result: Doc = {};
    for (const [name, { run }] of facets) {
      setField(result, name, await collect(run(pausedBatches(documents, context.pause))));
    }
    yield [result];
  };
};

const unionWith: StageCompiler = (operand, context) => {
  const spec = isDocument(operand) ? fieldsOf(operand) : { coll: operand };
  const { coll, pipeline = [] } = spec;
  for (const name of Object.keys(spec)) {
    if (name !== 'coll' && name !== 'pipeline')
      throw commandError(40415, `BSON field '$unionWith.${name}' is an unknown field.`);
  }
  if (coll !== undefined && typeof coll !== 'string')
    throw commandError(9, '$unionWith needs the name of a collection');
  if (!Array.isArray(pipeline)) throw commandError(14, "BSON field '$unionWith.pipeline' must be an array");
  const { head, run, ownSource, output } = compilePipeline(pipeline, context);
  if (output) throw commandError(31441, '$out and $merge are not allowed within a $unionWith stage');
  const { variables, collation } = context;
  return async function* united(input) {
    yield* input;
    yield* run(
      ownSource ? emptySource() : context.fetch({ collection: coll ?? '', ...head, variables, collation }),
    );
  };
};

const documents: StageCompiler = (operand, { variables, order }) => {
  const values = compileExpression(operand, { variables, order })({});
  if (!Array.isArray(values) || !values.every(isDocument)) {
    throw commandError(5858203, 'an array of documents is expected in $documents');
  }
  return async function* given(): AsyncGenerator<Batch> {
    yield* batchesOf(values);
  };
};

/** Stages that bring in other documents or other pipelines. */
export const COMBINE_STAGES: Readonly<Record<string, StageCompiler>> = {
  $facet: facet,
  $unionWith: unionWith,
  $documents: documents,
};
