import type { Document } from 'bson';
import { normaliseSpec } from '../catalog/index-spec.ts';
import type { Collection } from '../catalog/types.ts';
import { CommandError } from '../errors.ts';
import { encode } from '../store/decode.ts';
import type { Engine } from '../store/engine.ts';
import { buildIndex } from '../store/index-build.ts';
import { isDocument } from '../values/types.ts';
import { checkWriteConcern, countField, documentField, namespaceOf } from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';
import { listSource, openCursor } from './cursor-reply.ts';

function sameOptions(a: Document, b: Document): boolean {
  return ['unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds'].every(
    (option) => JSON.stringify(a[option]) === JSON.stringify(b[option]),
  );
}

/** Whether the index exists already; throws 85 or 86 when another one is in its way. */
function exists(collection: Collection | undefined, spec: Document): boolean {
  const key = JSON.stringify(spec.key);
  if (key === '{"_id":1}') return true;
  if (spec.name === '_id_') {
    throw new CommandError(
      67,
      "The index name '_id_' is reserved for the _id index, which must have key pattern {_id: 1}",
    );
  }
  for (const index of collection?.indexes ?? []) {
    const sameKey = JSON.stringify(index.spec.key) === key;
    if (index.name === spec.name) {
      if (!sameKey) {
        throw new CommandError(
          86,
          `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${JSON.stringify(spec)}, existing index: ${JSON.stringify(index.spec)}`,
        );
      }
      if (sameOptions(index.spec, spec)) return true;
      throw new CommandError(
        86,
        `An existing index has the same name as the requested index. Requested index: ${JSON.stringify(spec)}, existing index: ${JSON.stringify(index.spec)}`,
      );
    }
    if (
      sameKey &&
      JSON.stringify(index.spec.partialFilterExpression) === JSON.stringify(spec.partialFilterExpression)
    ) {
      throw new CommandError(
        85,
        sameOptions(index.spec, spec)
          ? `Index already exists with a different name: ${index.name}`
          : `An equivalent index already exists with a different name and options. Requested index: ${JSON.stringify(spec)}, existing index: ${JSON.stringify(index.spec)}`,
      );
    }
  }
  return false;
}

async function runCreate(engine: Engine, request: CommandRequest): Promise<Document> {
  const ns = namespaceOf(request);
  checkWriteConcern(request);
  const given: unknown = request.command.indexes;
  if (!Array.isArray(given))
    throw new CommandError(14, "BSON field 'createIndexes.indexes' must be an array");
  if (given.length === 0) throw new CommandError(2, 'Must specify at least one index to create');
  const specs = given.map((index: unknown) => {
    if (!isDocument(index))
      throw new CommandError(14, 'The elements of createIndexes.indexes must be objects');
    return normaliseSpec(index);
  });
  const before = engine.catalog.get(ns);
  const numIndexesBefore = (before?.indexes.length ?? 0) + 1;
  if (before === undefined) await engine.writer.run(() => engine.catalog.getOrCreate(ns));
  let built = 0;
  for (const spec of specs) {
    const collection = engine.catalog.get(ns);
    if (exists(collection, spec)) continue;
    if ((collection?.indexes.length ?? 0) >= 63)
      throw new CommandError(67, `add index fails, too many indexes for ${ns}`);
    await buildIndex(engine, ns, spec);
    built += 1;
  }
  return {
    numIndexesBefore: before === undefined ? 1 : numIndexesBefore,
    numIndexesAfter: numIndexesBefore + built,
    createdCollectionAutomatically: before === undefined,
    ...(built === 0 ? { note: 'all indexes already exist' } : {}),
  };
}

export const createIndexes: CommandDefinition = {
  run: runCreate,
  fields: ['createIndexes', 'indexes', 'commitQuorum', 'comment', 'ignoreUnknownIndexOptions'],
};

function existing(engine: Engine, ns: string): Collection {
  const collection = engine.catalog.get(ns);
  if (collection === undefined) throw new CommandError(26, `ns does not exist: ${ns}`);
  return collection;
}

function runList(engine: Engine, request: CommandRequest): Promise<Buffer> {
  const ns = namespaceOf(request);
  const collection = existing(engine, ns);
  const specs = [
    collection.idIndex,
    ...collection.indexes.filter((index) => !index.building).map((index) => index.spec),
  ];
  const batchSize = countField({ ...request, command: documentField(request, 'cursor') ?? {} }, 'batchSize');
  return openCursor(engine, ns, listSource(specs.map(encode)), { batchSize });
}

export const listIndexes: CommandDefinition = {
  run: runList,
  fields: ['listIndexes', 'cursor', 'comment', 'includeBuildUUIDs'],
};

async function runDrop(engine: Engine, request: CommandRequest): Promise<Document> {
  const ns = namespaceOf(request);
  const collection = existing(engine, ns);
  const given: unknown = request.command.index;
  const wanted: unknown[] = Array.isArray(given) ? given : [given];
  const nIndexesWas = collection.indexes.length + 1;
  await engine.writer.run(() => {
    const current = existing(engine, ns);
    const found = wanted.flatMap((name) => {
      if (name === '*') return current.indexes;
      if (name === '_id_' || JSON.stringify(name) === '{"_id":1}')
        throw new CommandError(72, 'cannot drop _id index');
      const index = current.indexes.find((other) =>
        typeof name === 'string'
          ? other.name === name
          : JSON.stringify(other.spec.key) === JSON.stringify(name),
      );
      if (index !== undefined) return [index];
      throw new CommandError(
        27,
        typeof name === 'string'
          ? `index not found with name [${name}]`
          : `can't find index with key: ${JSON.stringify(name)}`,
      );
    });
    for (const index of found) engine.catalog.dropIndex(current, index);
  });
  engine.janitor.purgeSoon();
  return { nIndexesWas };
}

export const dropIndexes: CommandDefinition = {
  run: runDrop,
  fields: ['dropIndexes', 'deleteIndexes', 'index', 'comment'],
};
