import { compileExpression } from '../aggregate/expression.ts';
import { commandError, notSupported } from '../errors.ts';
import { compileCollation } from '../values/collation.ts';
import { compareStrings } from '../values/compare.ts';
import { isNumber, toDouble } from '../values/numbers.ts';
import { splitPath } from '../values/path.ts';
import { type Doc, isDocument } from '../values/types.ts';
import { excludeFields, includeFields, setFields } from './apply.ts';
import { elemMatchCompute, isFindSlice, sliceLeaf } from './find-operators.ts';
import { compilePositional, type Positional } from './positional.ts';
import { addLeaf, isSubSpecification, type Leaf, newTree } from './tree.ts';

/** What a projection may need besides itself. */
export interface ProjectionOptions {
  /** The filter of the find: needed for `path.$`; its presence turns on $slice, $elemMatch and `path.$`. */
  readonly filter?: Doc | undefined;
  readonly variables?: Doc | undefined;
  readonly collation?: Doc | undefined;
}

/** Makes a new document from a document. */
export type DocumentTransform = (document: Doc) => Doc;

/**
 * Compiles the projection of a find (with `options.filter`) or of a $project stage (without) and refuses
 * impossible mixtures with MongoDB's codes. An empty projection keeps documents whole.
 */
export function compileProjection(spec: Doc, options: ProjectionOptions = {}): DocumentTransform {
  const leaves = [...leavesOf(spec, '', options)];
  if (leaves.length === 0) return (document) => document;
  const including = isInclusion(leaves);
  const tree = newTree();
  let cut: Positional | undefined;
  for (const [path, leaf] of leaves) {
    if (path !== '_id') refuseMixture(path, leaf, including);
    if (path.endsWith('.$')) {
      if (cut) throw commandError(31276, 'Cannot specify more than one positional projection per query.');
      const base = path.slice(0, -2);
      cut = compilePositional(base, spec[path], options.filter, options.collation);
      addLeaf(tree, base, leaf);
    } else {
      addLeaf(tree, path, leaf);
    }
  }
  if (!including) return (document) => excludeFields(tree, document);
  if (!tree.children.has('_id')) tree.children.set('_id', { kind: 'include' });
  return (document) => includeFields(tree, cut ? cut(document) : document, document);
}

/**
 * The top-level fields of a projection that only includes paths, `_id` among them: a document of those alone gives the
 * same. Undefined for others.
 */
export function includedRoots(spec: Doc): readonly string[] | undefined {
  const entries = Object.entries(spec);
  const isIncluded = (value: unknown): boolean =>
    value === true || (isNumber(value) && toDouble(value) !== 0);
  for (const [path, value] of entries) {
    const leavesIdOut = path === '_id' && entries.length > 1 && (value === false || isNumber(value));
    if (path.includes('$') || !(isIncluded(value) || leavesIdOut)) return undefined;
  }
  return ['_id', ...entries.map(([path]) => splitPath(path)[0] ?? '')];
}

/** Compiles $addFields and $set: computed fields are added or replaced, the rest stays. */
export function compileAddFields(spec: Doc, options: ProjectionOptions = {}): DocumentTransform {
  const tree = newTree();
  for (const [path, value] of addedFields(spec, '')) {
    addLeaf(tree, path, { kind: 'compute', compute: expressionOf(value, options) });
  }
  return (document) => setFields(tree, document, document);
}

function* addedFields(spec: Doc, prefix: string): Generator<[string, unknown]> {
  for (const [name, value] of Object.entries(spec)) {
    if (name.startsWith('$')) {
      throw commandError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    }
    const nested = isSubSpecification(value) && Object.keys(value).length > 0;
    if (nested) yield* addedFields(value, `${prefix}${name}.`);
    else yield [`${prefix}${name}`, value];
  }
}

/** Compiles $unset: a path or a list of paths to leave out. */
export function compileUnset(operand: unknown): DocumentTransform {
  const paths = Array.isArray(operand) ? operand : [operand];
  if (paths.length === 0) {
    throw commandError(31119, '$unset specification must be a string or an array with at least one field');
  }
  const tree = newTree();
  for (const path of paths) {
    if (typeof path !== 'string')
      throw commandError(31002, '$unset specification must be a string or an array');
    addLeaf(tree, path, { kind: 'exclude' });
  }
  return (document) => excludeFields(tree, document);
}

function expressionOf(
  value: unknown,
  { variables = {}, collation }: ProjectionOptions,
): (root: Doc) => unknown {
  const expression = compileExpression(value, {
    variables,
    order: compileCollation(collation) ?? compareStrings,
  });
  return (root) => expression(root);
}

function* leavesOf(spec: Doc, prefix: string, options: ProjectionOptions): Generator<[string, Leaf]> {
  for (const [name, value] of Object.entries(spec)) {
    const path = `${prefix}${name}`;
    if (path.endsWith('.$')) {
      yield [path, { kind: 'include' }];
    } else if (name.startsWith('$') && !['$ref', '$id', '$db'].includes(name)) {
      throw commandError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    } else if (isSubSpecification(value)) {
      if (Object.keys(value).length === 0) {
        throw commandError(
          51270,
          `An empty sub-projection is not a valid value. Found empty object at path ${path}`,
        );
      }
      yield* leavesOf(value, `${path}.`, options);
    } else {
      yield [path, leafOf(path, value, options)];
    }
  }
}

function leafOf(path: string, value: unknown, options: ProjectionOptions): Leaf {
  if (typeof value === 'boolean') return { kind: value ? 'include' : 'exclude' };
  if (isNumber(value)) return { kind: toDouble(value) !== 0 ? 'include' : 'exclude' };
  if (isDocument(value)) {
    if ('$meta' in value) throw notSupported('$meta', 40218);
    if (options.filter && '$slice' in value && isFindSlice(value.$slice)) return sliceLeaf(value.$slice);
    if (options.filter && '$elemMatch' in value) {
      return { kind: 'compute', compute: elemMatchCompute(path, value.$elemMatch, options.collation) };
    }
  }
  return { kind: 'compute', compute: expressionOf(value, options) };
}

/** The first field that says so decides; only `_id` decides when it stands alone; $slice alone keeps the rest. */
function isInclusion(leaves: readonly (readonly [string, Leaf])[]): boolean {
  const deciding = leaves.find(([path, { kind }]) => path !== '_id' && kind !== 'map');
  const [, leaf] = deciding ?? leaves.find(([, { kind }]) => kind !== 'map') ?? [];
  if (!leaf) return false;
  const onlyKeptId = !deciding && leaf.kind === 'include' && leaves.length > 1;
  return leaf.kind !== 'exclude' && !onlyKeptId;
}

function refuseMixture(path: string, leaf: Leaf, including: boolean): void {
  if (including && leaf.kind === 'exclude') {
    throw commandError(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
  }
  if (!including && leaf.kind === 'include') {
    throw commandError(31253, `Cannot do inclusion on field ${path} in exclusion projection`);
  }
  if (!including && leaf.kind === 'compute') {
    throw commandError(31252, `Cannot use expression other than $meta in exclusion projection`);
  }
}
