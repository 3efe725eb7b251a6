import { commandError, notSupported } from '../../errors.ts';
import { EMPTY_ARRAY } from '../../values/encode.ts';
import { keyValues } from '../../values/path.ts';
import { type Doc, fieldsOf, isDocument, RANK, rankOf } from '../../values/types.ts';
import { compileExpression } from '../expression.ts';
import { parseFieldPath } from '../field-path.ts';
import { checkVariableName } from '../operators/variables.ts';
import { compilePipeline } from '../pipeline.ts';
import type { Batch, StageCompiler, StageContext } from '../pipeline-types.ts';
import { collect } from './batches.ts';
import { replaceAt } from './unwind.ts';

const OPTIONS = ['from', 'localField', 'foreignField', 'let', 'pipeline', 'as'];

const lookup: StageCompiler = (operand, context) => {
  if (!isDocument(operand)) throw commandError(9, 'the $lookup specification must be an Object');
  const spec = fieldsOf(operand);
  for (const name of Object.keys(spec)) {
    if (!OPTIONS.includes(name)) throw commandError(9, `unknown argument to $lookup: ${name}`);
  }
  const { from, localField, foreignField, as } = spec;
  if (isDocument(from)) throw notSupported('$lookup from another database', 9);
  if (typeof as !== 'string') throw commandError(9, "must specify 'as' field for a $lookup");
  if (typeof from !== 'string' && spec.pipeline === undefined) {
    throw commandError(9, "must specify 'pipeline' when 'from' is empty");
  }
  if ((localField === undefined) !== (foreignField === undefined)) {
    throw commandError(
      9,
      '$lookup requires both or neither of "localField" and "foreignField" to be specified',
    );
  }
  if (localField === undefined && spec.pipeline === undefined) {
    throw commandError(
      9,
      '$lookup requires either "pipeline" or both "localField" and "foreignField" to be specified',
    );
  }
  const target = parseFieldPath(as);
  const equality = equalityOf(localField, foreignField);
  const related = relatedBy(spec, typeof from === 'string' ? from : undefined, context);
  return async function* looked(input) {
    for await (const batch of input) {
      const results: Doc[] = [];
      for (const document of batch) {
        const found = await collect(related(document, equality?.(document) ?? {}));
        results.push(replaceAt(document, target, found));
        await context.pause();
      }
      yield results;
    }
  };
};

/** The filter of foreign documents that equal a document's local values; missing equals null. */
function equalityOf(localField: unknown, foreignField: unknown): ((document: Doc) => Doc) | undefined {
  if (localField === undefined) return undefined;
  if (typeof localField !== 'string' || typeof foreignField !== 'string') {
    throw commandError(9, '$lookup arguments "localField" and "foreignField" must be strings');
  }
  const parts = parseFieldPath(localField);
  return (document) => {
    const values = keyValues(document, parts).filter((value) => value !== undefined && value !== EMPTY_ARRAY);
    return equalTo(foreignField, values.length > 0 ? values : [null]);
  };
}

/** A filter by which a field equals one of some values. */
export function equalTo(path: string, values: readonly unknown[]): Doc {
  // $in would take a regular expression for a pattern, $eq compares it.
  if (values.some((value) => rankOf(value) === RANK.regex)) {
    return { $or: values.map((value) => ({ [path]: { $eq: value } })) };
  }
  return values.length === 1 ? { [path]: { $eq: values[0] } } : { [path]: { $in: values } };
}

type Related = (document: Doc, filter: Doc) => AsyncIterable<Batch>;

function relatedBy(spec: Doc, from: string | undefined, context: StageContext): Related {
  const { collation } = context;
  if (spec.pipeline === undefined) {
    return (_document, filter) => context.fetch({ collection: from ?? '', filter, collation });
  }
  const pipeline = spec.pipeline;
  if (!Array.isArray(pipeline)) throw commandError(9, "'pipeline' option must be specified as an array");
  if (spec.let !== undefined && !isDocument(spec.let)) {
    throw commandError(9, "$lookup argument 'let: ...' must be an object");
  }
  const { variables, order } = context;
  const lets = Object.entries(isDocument(spec.let) ? fieldsOf(spec.let) : {}).map(([name, value]) => {
    checkVariableName(name);
    return [name, compileExpression(value, { variables, order })] as const;
  });
  const compileFor = (document: Doc): ReturnType<typeof compilePipeline> => {
    const bound = Object.fromEntries(lets.map(([name, value]) => [name, value(document)]));
    return compilePipeline(pipeline, { ...context, variables: { ...variables, ...bound } });
  };
  const checked = compileFor({});
  if (checked.output) throw commandError(51047, '$out and $merge are not allowed within a $lookup');
  return (document, filter) => {
    const { head, run, ownSource } = lets.length === 0 ? checked : compileFor(document);
    const bound = Object.fromEntries(lets.map(([name, value]) => [name, value(document)]));
    if (ownSource) return run(emptySource());
    return run(
      context.fetch({
        collection: from ?? '',
        ...head,
        filter: { $and: [filter, head.filter, ...narrowed(head.filter, bound)] },
        collation,
        variables: { ...variables, ...bound },
      }),
    );
  };
}

/** A source without documents. */
export async function* emptySource(): AsyncGenerator<Batch> {
  // A stage that makes its own documents reads nothing.
}

/**
 * Plain equalities that follow from `$expr: {$eq: ['$field', '$$variable']}`, so that an index can serve them.
 * A scalar that equals a field's value is found by the plain filter too, so nothing is lost.
 */
function narrowed(filter: Doc, bound: Doc): Doc[] {
  const found: Doc[] = [];
  const visit = (part: unknown): void => {
    if (!isDocument(part)) return;
    for (const branch of [part.$and, isDocument(part.$expr) ? part.$expr.$and : undefined]) {
      if (!Array.isArray(branch)) continue;
      for (const inner of branch) visit(branch === part.$and ? inner : { $expr: inner });
    }
    const pair = isDocument(part.$expr) ? part.$expr.$eq : undefined;
    if (!Array.isArray(pair) || pair.length !== 2) return;
    const path = pair.find((side) => typeof side === 'string' && /^\$[^$]/.test(side));
    const variable = pair.find((side) => typeof side === 'string' && side.startsWith('$$'));
    if (path === undefined || variable === undefined) return;
    const value = bound[variable.slice(2)];
    const isScalar =
      value !== undefined && value !== null && !Array.isArray(value) && rankOf(value) !== RANK.regex;
    if (isScalar && typeof path === 'string') found.push({ [path.slice(1)]: { $eq: value } });
  };
  visit(filter);
  return found;
}

/** The $lookup stage. */
export const LOOKUP_STAGES: Readonly<Record<string, StageCompiler>> = { $lookup: lookup };
