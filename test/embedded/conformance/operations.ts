import type { Collection, Db, Document } from 'mongodb';

type Arguments = Readonly<Record<string, unknown>>;

/** Where an operation of a test file runs. */
export interface Target {
  readonly database: Db;
  readonly collection: Collection | undefined;
}

function without(given: Arguments, ...names: readonly string[]): Arguments {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !names.includes(name)));
}

function writeModel(request: Arguments): Document {
  const [kind, argument] = Object.entries(request)[0] as [string, Arguments];
  return { [kind]: argument };
}

type Run = (collection: Collection, given: Arguments) => Promise<unknown>;

const RUNS: Readonly<Record<string, Run>> = {
  insertOne: (collection, given) =>
    collection.insertOne(given.document as Document, without(given, 'document')),
  insertMany: (collection, given) =>
    collection.insertMany(given.documents as Document[], without(given, 'documents')),
  find: (collection, given) => collection.find(given.filter as Document, without(given, 'filter')).toArray(),
  findOne: (collection, given) => collection.findOne(given.filter as Document, without(given, 'filter')),
  updateOne: (collection, given) =>
    collection.updateOne(
      given.filter as Document,
      given.update as Document,
      without(given, 'filter', 'update'),
    ),
  updateMany: (collection, given) =>
    collection.updateMany(
      given.filter as Document,
      given.update as Document,
      without(given, 'filter', 'update'),
    ),
  replaceOne: (collection, given) =>
    collection.replaceOne(
      given.filter as Document,
      given.replacement as Document,
      without(given, 'filter', 'replacement'),
    ),
  deleteOne: (collection, given) => collection.deleteOne(given.filter as Document, without(given, 'filter')),
  deleteMany: (collection, given) =>
    collection.deleteMany(given.filter as Document, without(given, 'filter')),
  findOneAndUpdate: (collection, given) =>
    collection.findOneAndUpdate(
      given.filter as Document,
      given.update as Document,
      modifyOptions(given, 'update'),
    ),
  findOneAndReplace: (collection, given) =>
    collection.findOneAndReplace(
      given.filter as Document,
      given.replacement as Document,
      modifyOptions(given, 'replacement'),
    ),
  findOneAndDelete: (collection, given) =>
    collection.findOneAndDelete(given.filter as Document, without(given, 'filter')),
  aggregate: (collection, given) =>
    collection.aggregate(given.pipeline as Document[], without(given, 'pipeline')).toArray(),
  countDocuments: (collection, given) =>
    collection.countDocuments(given.filter as Document, without(given, 'filter')),
  count: (collection, given) => collection.count(given.filter as Document, without(given, 'filter')),
  estimatedDocumentCount: (collection, given) => collection.estimatedDocumentCount(given),
  distinct: (collection, given) =>
    collection.distinct(
      given.fieldName as string,
      given.filter as Document,
      without(given, 'fieldName', 'filter'),
    ),
  bulkWrite: (collection, given) =>
    collection.bulkWrite(
      (given.requests as Arguments[]).map(writeModel) as never,
      without(given, 'requests'),
    ),
  createIndex: (collection, given) => collection.createIndex(given.keys as Document, without(given, 'keys')),
};

function modifyOptions(given: Arguments, update: string): Arguments {
  const options = without(given, 'filter', update, 'returnDocument');
  return given.returnDocument === undefined
    ? options
    : { ...options, returnDocument: given.returnDocument === 'After' ? 'after' : 'before' };
}

async function runOnDatabase(database: Db, name: string, given: Arguments): Promise<unknown> {
  switch (name) {
    case 'aggregate':
      return database.aggregate(given.pipeline as Document[], without(given, 'pipeline')).toArray();
    case 'runCommand':
      return database.command(given.command as Document);
    case 'createCollection':
      return database.createCollection(given.collection as string, without(given, 'collection'));
    case 'dropCollection':
      return database.dropCollection(given.collection as string);
    case 'modifyCollection':
      return database.command({ collMod: given.collection, ...without(given, 'collection') });
    default:
      throw new Error(`The operation ${name} on a database is not known to this runner`);
  }
}

/** Runs one operation as the driver does it. */
export async function runOperation(
  { database, collection }: Target,
  name: string,
  given: Arguments,
): Promise<unknown> {
  if (collection === undefined) return runOnDatabase(database, name, given);
  const run = RUNS[name];
  if (run === undefined) throw new Error(`The operation ${name} is not known to this runner`);
  return run(collection, given);
}
