import { commandError } from '../../errors.ts';
import { packLong, toSafeInteger } from '../../values/numbers.ts';
import { type Doc, isDocument } from '../../values/types.ts';
import { compileExpression } from '../expression.ts';
import { parseFieldPath, readPath } from '../field-path.ts';
import { ValueMap } from '../group-map.ts';
import { namedOperands } from '../operators/operands.ts';
import type { StageCompiler } from '../pipeline-types.ts';
import { collect } from './batches.ts';
import { equalTo } from './lookup.ts';
import { MemoryBudget } from './memory.ts';
import { replaceAt } from './unwind.ts';

const REQUIRED = ['from', 'as', 'startWith', 'connectFromField', 'connectToField'];

const graphLookup: StageCompiler = (operand, context) => {
  const spec = namedOperands(operand, '$graphLookup', REQUIRED, [
    'maxDepth',
    'depthField',
    'restrictSearchWithMatch',
  ]);
  const { from, as, connectFromField, connectToField, depthField, restrictSearchWithMatch } = spec;
  for (const value of [from, as, connectFromField, connectToField, depthField ?? '']) {
    if (typeof value !== 'string')
      throw commandError(40103, `expected string as argument for $graphLookup, found: ${String(value)}`);
  }
  if (restrictSearchWithMatch !== undefined && !isDocument(restrictSearchWithMatch)) {
    throw commandError(40185, 'restrictSearchWithMatch must be an object');
  }
  const maxDepth = spec.maxDepth === undefined ? Number.POSITIVE_INFINITY : toSafeInteger(spec.maxDepth);
  if (maxDepth === undefined || maxDepth < 0)
    throw commandError(40101, 'maxDepth requires a nonnegative argument');
  const start = compileExpression(spec.startWith, context);
  const target = parseFieldPath(String(as));
  const next = parseFieldPath(String(connectFromField));

  const reach = async (document: Doc): Promise<Doc[]> => {
    const budget = new MemoryBudget('$graphLookup');
    const found = new ValueMap<Doc>();
    const asked = new ValueMap<true>();
    let frontier = fresh(start(document), asked);
    for (let depth = 0; frontier.length > 0 && depth <= maxDepth; depth += 1) {
      const filter = { $and: [equalTo(String(connectToField), frontier), restrictSearchWithMatch ?? {}] };
      const reached = await collect(
        context.fetch({
          collection: String(from),
          filter,
          variables: context.variables,
          collation: context.collation,
        }),
      );
      frontier = [];
      for (const candidate of reached) {
        if (found.get(candidate._id)) continue;
        budget.hold(candidate);
        const marked =
          typeof depthField === 'string'
            ? replaceAt(candidate, depthField.split('.'), packLong(BigInt(depth)))
            : candidate;
        found.getOrMake(candidate._id, () => marked);
        frontier.push(...fresh(readPath(candidate, next), asked));
      }
      await context.pause();
    }
    return [...found.entries()].map(([, candidate]) => candidate);
  };

  return async function* reached(input) {
    for await (const batch of input) {
      const results: Doc[] = [];
      for (const document of batch) results.push(replaceAt(document, target, await reach(document)));
      yield results;
    }
  };
};

/** The values not asked for yet. */
function fresh(value: unknown, asked: ValueMap<true>): unknown[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter((candidate) => {
    if (candidate === undefined || asked.get(candidate)) return false;
    return asked.getOrMake(candidate, () => true);
  });
}

/** The $graphLookup stage. */
export const GRAPH_STAGES: Readonly<Record<string, StageCompiler>> = { $graphLookup: graphLookup };
