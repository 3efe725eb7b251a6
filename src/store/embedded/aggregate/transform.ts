import { commandError } from '../errors.ts';
import {
  compileAddFields,
  compileProjection,
  compileUnset,
  type DocumentTransform,
  type ProjectionOptions,
} from '../project/index.ts';
import { show } from '../store/show.ts';
import { compileCollation } from '../values/collation.ts';
import { compareStrings } from '../values/compare.ts';
import { isDocument, typeNameOf } from '../values/types.ts';
import { compileExpression } from './expression.ts';
import { namedOperands } from './operators/operands.ts';

type TransformCompiler = (operand: unknown, options: ProjectionOptions) => DocumentTransform;

const addFields: (name: string) => TransformCompiler = (name) => (operand, options) => {
  if (!isDocument(operand)) {
    throw commandError(40272, `${name} specification stage must be an object, got ${typeNameOf(operand)}`);
  }
  return compileAddFields(operand, options);
};

function replaceRoot(
  expression: unknown,
  { variables = {}, collation }: ProjectionOptions,
): DocumentTransform {
  const order = compileCollation(collation) ?? compareStrings;
  const compute = compileExpression(expression, { variables, order });
  return (document) => {
    const root = compute(document);
    if (isDocument(root)) return root;
    throw commandError(
      40228,
      `'newRoot' expression must evaluate to an object, but resulting value was: ${root === undefined ? 'MISSING' : show(root)}. Type of resulting value: '${typeNameOf(root)}'.`,
    );
  };
}

const TRANSFORMS: Readonly<Record<string, TransformCompiler>> = {
  $addFields: addFields('$addFields'),
  $set: addFields('$set'),
  $project: (operand, options) => {
    if (!isDocument(operand)) throw commandError(15969, '$project specification must be an object');
    if (Object.keys(operand).length === 0) {
      throw commandError(
        51272,
        'Invalid $project :: caused by :: projection specification must have at least one field',
      );
    }
    return compileProjection(operand, { ...options, filter: undefined });
  },
  $unset: (operand) => compileUnset(operand),
  $replaceRoot: (operand, options) => {
    return replaceRoot(namedOperands(operand, '$replaceRoot', ['newRoot']).newRoot, options);
  },
  $replaceWith: replaceRoot,
};

/** Compiles a stage that makes one document of one document; undefined when the stage is of another kind. */
export function compileTransform(
  name: string,
  operand: unknown,
  options: ProjectionOptions,
): DocumentTransform | undefined {
  return Object.hasOwn(TRANSFORMS, name) ? TRANSFORMS[name]?.(operand, options) : undefined;
}
