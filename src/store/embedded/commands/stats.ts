import type { Document } from 'bson';
import type { Collection } from '../catalog/types.ts';
import { CommandError } from '../errors.ts';
import type { Engine } from '../store/engine.ts';
import { namespaceOf } from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';

/** What collStats and the $collStats stage tell of a collection. */
export function statsOf(ns: string, collection: Collection | undefined): Document {
  const { count = 0, bytes = 0, indexes = [] } = collection ?? {};
  return {
    ns,
    size: bytes,
    count,
    ...(count > 0 ? { avgObjSize: Math.floor(bytes / count) } : {}),
    numOrphanDocs: 0,
    storageSize: bytes,
    freeStorageSize: 0,
    capped: false,
    nindexes: collection === undefined ? 0 : indexes.length + 1,
    indexDetails: {},
    indexBuilds: indexes.filter((index) => index.building).map((index) => index.name),
    totalIndexSize: 0,
    totalSize: bytes,
    indexSizes: Object.fromEntries(['_id_', ...indexes.map((index) => index.name)].map((name) => [name, 0])),
    scaleFactor: 1,
  };
}

export const collStats: CommandDefinition = {
  run: (engine, request) => {
    const ns = namespaceOf(request);
    return statsOf(ns, engine.catalog.get(ns));
  },
  fields: ['collStats', 'collstats', 'scale', 'comment'],
};

function databaseStats(engine: Engine, { database }: CommandRequest): Document {
  const collections = engine.catalog.list(database);
  const objects = collections.reduce((sum, { count }) => sum + count, 0);
  const dataSize = collections.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    db: database,
    collections: collections.length,
    views: 0,
    objects,
    avgObjSize: objects === 0 ? 0 : dataSize / objects,
    dataSize,
    storageSize: dataSize,
    indexes: collections.reduce((sum, { indexes }) => sum + indexes.length + 1, 0),
    indexSize: 0,
    totalSize: dataSize,
    scaleFactor: 1,
    fsUsedSize: engine.kv.size(),
  };
}

export const dbStats: CommandDefinition = {
  run: databaseStats,
  fields: ['dbStats', 'dbstats', 'scale', 'freeStorage', 'comment'],
};

export const validate: CommandDefinition = {
  run: (engine, request) => {
    const ns = namespaceOf(request);
    const collection = engine.catalog.get(ns);
    if (collection === undefined)
      throw new CommandError(26, `Collection '${ns}' does not exist to validate.`);
    return {
      ns,
      nrecords: collection.count,
      nIndexes: collection.indexes.length + 1,
      valid: true,
      warnings: [],
      errors: [],
    };
  },
  fields: ['validate', 'full', 'repair', 'metadata', 'comment'],
};
