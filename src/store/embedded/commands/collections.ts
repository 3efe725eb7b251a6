import { Binary, type Document } from 'bson';
import type { Collection } from '../catalog/types.ts';
import { CommandError, notSupported } from '../errors.ts';
import { compileFilter } from '../match/index.ts';
import { encode } from '../store/decode.ts';
import type { Engine } from '../store/engine.ts';
import { countField, documentField, flagField, namespaceOf } from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';
import { listSource, openCursor } from './cursor-reply.ts';

const REFUSED_OPTIONS: Readonly<Record<string, string>> = {
  capped: 'A capped collection',
  size: 'A capped collection',
  max: 'A capped collection',
  timeseries: 'A time series collection',
  expireAfterSeconds: 'A collection that expires',
  clusteredIndex: 'A clustered collection',
  changeStreamPreAndPostImages: 'A change stream image',
  viewOn: 'A view',
  pipeline: 'A view',
  validator: 'A validator',
  storageEngine: 'A storage engine option',
  encryptedFields: 'Queryable encryption',
};

async function runCreate(engine: Engine, request: CommandRequest): Promise<Document> {
  const ns = namespaceOf(request);
  const { command } = request;
  for (const [option, what] of Object.entries(REFUSED_OPTIONS)) {
    const value: unknown = command[option];
    const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
    if (value !== undefined && value !== false && value !== null && !empty) throw notSupported(what, 115);
  }
  const collation = documentField(request, 'collation');
  if (collation !== undefined && collation.locale !== 'simple')
    throw notSupported('A collection with a collation', 115);
  await engine.writer.run(() => {
    if (engine.catalog.get(ns) === undefined) engine.catalog.create(ns);
    else if (!flagField(request, 'ifNotExists'))
      throw new CommandError(48, `Collection ${ns} already exists.`);
  });
  return {};
}

export const create: CommandDefinition = {
  run: runCreate,
  fields: [
    'create',
    ...Object.keys(REFUSED_OPTIONS),
    'collation',
    'validationLevel',
    'validationAction',
    'indexOptionDefaults',
    'autoIndexId',
    'idIndex',
    'comment',
    'flags',
    'ifNotExists',
  ],
};

async function runDrop(engine: Engine, request: CommandRequest): Promise<Document> {
  const ns = namespaceOf(request);
  const dropped = await engine.writer.run(() => {
    const collection = engine.catalog.get(ns);
    if (collection !== undefined) engine.catalog.drop(collection);
    return collection;
  });
  if (dropped === undefined) return {};
  engine.cursors.removeAll(ns);
  engine.janitor.purgeSoon();
  return { nIndexesWas: dropped.indexes.length + 1, ns };
}

export const drop: CommandDefinition = { run: runDrop, fields: ['drop', 'comment', 'encryptedFields'] };

async function runDropDatabase(engine: Engine, { database }: CommandRequest): Promise<Document> {
  const dropped = await engine.writer.run(() => {
    const collections = engine.catalog.list(database);
    for (const collection of collections) engine.catalog.drop(collection);
    return collections;
  });
  for (const { ns } of dropped) engine.cursors.removeAll(ns);
  engine.janitor.purgeSoon();
  return dropped.length > 0 ? { dropped: database } : {};
}

export const dropDatabase: CommandDefinition = { run: runDropDatabase, fields: ['dropDatabase', 'comment'] };

async function runRename(engine: Engine, request: CommandRequest): Promise<Document> {
  const { renameCollection: from, to } = request.command;
  if (typeof from !== 'string' || typeof to !== 'string') {
    throw new CommandError(14, "BSON fields 'renameCollection' and 'to' must be strings");
  }
  await engine.writer.run(() => {
    const source = engine.catalog.get(from);
    if (source === undefined) throw new CommandError(26, `Source collection ${from} does not exist`);
    if (from === to) throw new CommandError(20, "Can't rename a collection to itself");
    const target = engine.catalog.get(to);
    if (target !== undefined) {
      if (!flagField(request, 'dropTarget')) throw new CommandError(48, 'target namespace exists');
      engine.catalog.drop(target);
    }
    engine.catalog.rename(source, to);
  });
  engine.cursors.removeAll(from);
  engine.janitor.purgeSoon();
  return {};
}

export const renameCollection: CommandDefinition = {
  run: runRename,
  fields: ['renameCollection', 'to', 'dropTarget', 'stayTemp', 'comment'],
  admin: true,
};

function describe(collection: Collection): Document {
  return {
    name: collection.name,
    type: 'collection',
    options: collection.options,
    info: { readOnly: false, uuid: new Binary(collection.uuid, Binary.SUBTYPE_UUID) },
    idIndex: collection.idIndex,
  };
}

function runList(engine: Engine, request: CommandRequest): Promise<Buffer> {
  const matches = compileFilter(documentField(request, 'filter') ?? {});
  const nameOnly = flagField(request, 'nameOnly');
  const found = engine.catalog
    .list(request.database)
    .map(describe)
    .filter((collection) => matches(collection))
    .map((collection) => (nameOnly ? { name: collection.name, type: 'collection' } : collection));
  const batchSize = countField({ ...request, command: documentField(request, 'cursor') ?? {} }, 'batchSize');
  return openCursor(engine, `${request.database}.$cmd.listCollections`, listSource(found.map(encode)), {
    batchSize,
  });
}

export const listCollections: CommandDefinition = {
  run: runList,
  fields: ['listCollections', 'filter', 'nameOnly', 'authorizedCollections', 'cursor', 'comment'],
};

function runListDatabases(engine: Engine, request: CommandRequest): Document {
  const matches = compileFilter(documentField(request, 'filter') ?? {});
  const sizes = new Map<string, number>();
  for (const { database, bytes } of engine.catalog.list())
    sizes.set(database, (sizes.get(database) ?? 0) + bytes);
  const databases = [...sizes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, sizeOnDisk]) => ({ name, sizeOnDisk, empty: false }))
    .filter((database) => matches(database));
  if (flagField(request, 'nameOnly')) return { databases: databases.map(({ name }) => ({ name })) };
  const totalSize = engine.kv.size();
  return { databases, totalSize, totalSizeMb: Math.floor(totalSize / 2 ** 20) };
}

export const listDatabases: CommandDefinition = {
  run: runListDatabases,
  fields: ['listDatabases', 'filter', 'nameOnly', 'authorizedDatabases', 'comment'],
  admin: true,
};
