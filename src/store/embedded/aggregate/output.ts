import { commandError } from '../errors.ts';
import { type Doc, fieldsOf, isDocument } from '../values/types.ts';
import type { OutputPlan, StageContext } from './pipeline-types.ts';
import { compileTransform } from './transform.ts';

/** Reads the operand of $out or $merge. */
export function compileOutput(name: string, operand: unknown, context: StageContext): OutputPlan {
  return name === '$out' ? compileOut(operand) : compileMerge(operand, context);
}

function compileOut(operand: unknown): OutputPlan {
  if (typeof operand === 'string') return { kind: 'out', database: undefined, collection: operand };
  if (!isDocument(operand)) throw commandError(16990, '$out only supports a string or object argument');
  const { db, coll } = operand;
  if (typeof db !== 'string' || typeof coll !== 'string') {
    throw commandError(
      16994,
      "If an object is passed to $out it must have exactly 2 string fields: 'db' and 'coll'",
    );
  }
  return { kind: 'out', database: db, collection: coll };
}

const OPTIONS = ['into', 'on', 'let', 'whenMatched', 'whenNotMatched'];

function compileMerge(operand: unknown, context: StageContext): OutputPlan {
  const spec: Doc =
    typeof operand === 'string' ? { into: operand } : isDocument(operand) ? fieldsOf(operand) : {};
  for (const name of Object.keys(spec)) {
    if (!OPTIONS.includes(name))
      throw commandError(40415, `BSON field '$merge.${name}' is an unknown field.`);
  }
  const { database, collection } = targetOf(spec.into);
  const on = spec.on === undefined ? ['_id'] : Array.isArray(spec.on) ? spec.on : [spec.on];
  if (on.length === 0 || on.some((path) => typeof path !== 'string')) {
    throw commandError(51186, "$merge 'on' must be a string or a non-empty array of strings");
  }
  const { whenNotMatched = 'insert' } = spec;
  if (whenNotMatched !== 'insert' && whenNotMatched !== 'discard' && whenNotMatched !== 'fail') {
    throw commandError(
      2,
      `Enumeration value '${String(whenNotMatched)}' for field '$merge.whenNotMatched' is not a valid value.`,
    );
  }
  return { kind: 'merge', database, collection, on, whenNotMatched, ...matchedOf(spec, context) };
}

function targetOf(into: unknown): { database: string | undefined; collection: string } {
  if (typeof into === 'string') return { database: undefined, collection: into };
  if (isDocument(into) && typeof into.coll === 'string') {
    return { database: typeof into.db === 'string' ? into.db : undefined, collection: into.coll };
  }
  throw commandError(51178, "$merge 'into' field must be either a string or an object");
}

type Matched = Pick<Extract<OutputPlan, { kind: 'merge' }>, 'whenMatched' | 'combine'>;

function matchedOf(spec: Doc, context: StageContext): Matched {
  const { whenMatched = 'merge' } = spec;
  if (Array.isArray(whenMatched)) {
    const stages: readonly unknown[] = whenMatched;
    const combine = (existing: Doc, incoming: Doc): Doc => {
      const variables = { ...context.variables, ...letValues(spec.let, incoming), new: incoming };
      return stages.reduce<Doc>((document, stage) => changeBy(stage, document, variables), existing);
    };
    return { whenMatched: 'change', combine };
  }
  if (whenMatched === 'merge') {
    return { whenMatched: 'change', combine: (existing, incoming) => ({ ...existing, ...incoming }) };
  }
  if (whenMatched === 'replace' || whenMatched === 'keepExisting' || whenMatched === 'fail') {
    return { whenMatched, combine: (_existing, incoming) => incoming };
  }
  throw commandError(
    51191,
    `Enumeration value '${String(whenMatched)}' for field '$merge.whenMatched' is not a valid value.`,
  );
}

function letValues(spec: unknown, incoming: Doc): Doc {
  if (!isDocument(spec)) return {};
  const values = compileTransform('$replaceWith', spec, { variables: {} })?.(incoming);
  return values ?? {};
}

function changeBy(stage: unknown, document: Doc, variables: Doc): Doc {
  const name = isDocument(stage) ? (Object.keys(stage)[0] ?? '') : '';
  const transform = compileTransform(name, isDocument(stage) ? stage[name] : undefined, { variables });
  if (!transform) throw commandError(72, `${name} is not allowed to be used within an update`);
  return transform(document);
}
