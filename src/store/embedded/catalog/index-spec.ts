import type { Document } from 'bson';
import { CommandError, notSupported } from '../errors.ts';
import { compileFilter } from '../match/index.ts';
import type { Index, IndexField } from './types.ts';

const SPECIAL_KINDS = new Set(['text', '2d', '2dsphere', 'geoHaystack']);
const OPTIONS_KEPT = [
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'hidden',
  'collation',
];
const OPTIONS_IGNORED = new Set(['v', 'key', 'name', 'ns', 'background', 'dropDups']);
const OPTIONS_REFUSED = new Set([
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
  'bucketSize',
  'wildcardProjection',
  'storageEngine',
  'prepareUnique',
  'clustered',
]);
const PARTIAL_OPERATORS = new Set([
  '$eq',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$exists',
  '$type',
  '$in',
  '$and',
  '$or',
]);

function fieldOf(path: string, kind: unknown): IndexField {
  if (path === '') throw new CommandError(67, 'Index keys cannot be an empty field.');
  if (path === '$**' || path.endsWith('.$**')) throw notSupported('A wildcard index', 67);
  const parts = path.split('.');
  if (parts.some((part) => part === '')) {
    throw new CommandError(
      67,
      `Index key contains an illegal field name: field name has an empty part: ${path}`,
    );
  }
  if (parts.some((part) => part.startsWith('$') && !['$id', '$ref', '$db'].includes(part))) {
    throw new CommandError(
      67,
      `Index key contains an illegal field name: field name starts with '$': ${path}`,
    );
  }
  const direction =
    typeof kind === 'object' && kind !== null && 'valueOf' in kind ? Number(kind.valueOf()) : kind;
  if (typeof direction === 'number' && direction !== 0 && !Number.isNaN(direction)) {
    return { path, parts, descending: direction < 0 };
  }
  if (typeof kind === 'string') {
    if (kind === 'hashed') return { path, parts, descending: false };
    if (SPECIAL_KINDS.has(kind)) throw notSupported(`An index of kind "${kind}"`, 67);
    throw new CommandError(67, `Unknown index plugin '${kind}'`);
  }
  throw new CommandError(
    67,
    `Values in v:2 index key pattern cannot be of type ${kind === 0 ? 'zero' : typeof kind}. Only numbers > 0, numbers < 0, and strings are allowed.`,
  );
}

/** `a_1_b_-1`, the name a server gives an index without one. */
function defaultIndexName(key: Document): string {
  return Object.entries(key)
    .map(([path, kind]) => `${path}_${String(kind)}`)
    .join('_');
}

function checkPartial(filter: unknown): Document {
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) {
    throw new CommandError(67, 'partialFilterExpression must be an object');
  }
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (
      typeof value === 'object' &&
      value !== null &&
      Object.getPrototypeOf(value) === Object.prototype
    ) {
      for (const [name, inner] of Object.entries(value)) {
        if (name.startsWith('$') && !PARTIAL_OPERATORS.has(name)) {
          throw new CommandError(67, `Expression not supported in partial index: ${name}`);
        }
        visit(inner);
      }
    }
  };
  visit(filter);
  return filter as Document;
}

function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'number' && value !== 0);
}

/** Checks one entry of createIndexes and gives the specification listIndexes will answer. */
export function normaliseSpec(given: Document): Document {
  const key = given.key;
  if (typeof key !== 'object' || key === null) {
    throw new CommandError(9, "The 'key' field is a required property of an index specification");
  }
  if (Object.keys(key).length === 0) throw new CommandError(67, 'Index keys cannot be empty.');
  if (Object.keys(key).length > 32) throw new CommandError(67, 'An index can have at most 32 fields.');
  for (const [path, kind] of Object.entries(key)) fieldOf(path, kind);
  for (const option of Object.keys(given)) {
    if (OPTIONS_REFUSED.has(option)) throw notSupported(`The index option "${option}"`, 67);
    if (!OPTIONS_KEPT.includes(option) && !OPTIONS_IGNORED.has(option)) {
      throw new CommandError(
        197,
        `The field '${option}' is not valid for an index specification. Specification: ${JSON.stringify(given)}`,
      );
    }
  }
  const name = given.name ?? defaultIndexName(key);
  if (typeof name !== 'string' || name === '') throw new CommandError(67, 'index name cannot be empty');
  const collation = given.collation;
  if (collation !== undefined && (collation as Document).locale !== 'simple') {
    throw notSupported('An index with a collation', 67);
  }
  const ttl = given.expireAfterSeconds;
  if (ttl !== undefined) {
    if (typeof ttl !== 'number' || Number.isNaN(ttl) || ttl < 0 || ttl > 2147483647) {
      throw new CommandError(
        67,
        `TTL index 'expireAfterSeconds' option must be within an acceptable range: ${ttl}`,
      );
    }
    if (Object.keys(key).length > 1) {
      throw new CommandError(67, 'TTL indexes are single-field indexes, compound indexes do not support TTL');
    }
  }
  if (given.partialFilterExpression !== undefined) {
    checkPartial(given.partialFilterExpression);
    if (isTrue(given.sparse)) {
      throw new CommandError(67, 'cannot mix "partialFilterExpression" and "sparse" options');
    }
  }
  const spec: Document = { v: 2, key, name };
  for (const option of OPTIONS_KEPT) {
    if (given[option] === undefined || option === 'collation') continue;
    if (option === 'unique' || option === 'sparse' || option === 'hidden') {
      if (isTrue(given[option])) spec[option] = true;
    } else spec[option] = given[option];
  }
  return spec;
}

/** The top-level fields a document's entries depend on; undefined when the partial filter has operators on top. */
function rootsOf(
  fields: readonly IndexField[],
  filter: Document | undefined,
): ReadonlySet<string> | undefined {
  const paths = [...fields.map((field) => field.path), ...Object.keys(filter ?? {})];
  if (paths.some((path) => path.startsWith('$'))) return undefined;
  return new Set(paths.map((path) => path.split('.')[0] as string));
}

/** Makes the working form of an index from its specification. */
export function indexFromSpec(
  id: number,
  spec: Document,
  state: { multikey?: boolean[]; lossy?: boolean[]; building?: boolean } = {},
): Index {
  const fields = Object.entries(spec.key as Document).map(([path, kind]) => fieldOf(path, kind));
  const filter = spec.partialFilterExpression as Document | undefined;
  return {
    id,
    name: spec.name as string,
    fields,
    spec,
    unique: spec.unique === true,
    sparse: spec.sparse === true,
    partial: filter === undefined ? undefined : { filter, matches: compileFilter(filter) },
    roots: rootsOf(fields, filter),
    expireAfterSeconds: spec.expireAfterSeconds as number | undefined,
    hidden: spec.hidden === true,
    multikey: state.multikey ?? fields.map(() => false),
    lossy: state.lossy ?? fields.map(() => false),
    building: state.building === true,
  };
}
