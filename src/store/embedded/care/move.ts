import { createHash } from 'node:crypto';
import { type Document, serialize } from 'bson';
import { type AnyBulkWriteOperation, type Collection, type Db, MongoClient } from 'mongodb';

/** How far a copy is: told after every batch. */
export interface MoveProgress {
  readonly database: string;
  readonly collection: string;
  readonly copied: number;
  readonly total: number;
}

/** One collection after it was copied and compared. */
export interface MovedCollection {
  readonly database: string;
  readonly collection: string;
  readonly documents: number;
  /** Of all documents in _id order; the same on both sides. */
  readonly sha256: string;
}

const BATCH = 500;
const OWN_DATABASES = new Set(['admin', 'config', 'local']);

/** Every type is kept, so that a document is the same bytes on both sides. */
const EXACT = { promoteValues: false, bsonRegExp: true, ignoreUndefined: false } as const;

function bytesOf(document: Document): Uint8Array {
  return serialize(document, { ignoreUndefined: false });
}

function sameBytes(a: Document | undefined, b: Document): boolean {
  return a !== undefined && Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
}

function idKey(document: Document): string {
  return Buffer.from(serialize({ _id: document._id })).toString('latin1');
}

/** Writes what the target does not have yet or has otherwise; a copy that was cut short goes on this way. */
async function copyBatch(target: Collection, batch: readonly Document[]): Promise<void> {
  const present = await target.find({ _id: { $in: batch.map(({ _id: id }) => id) } }, EXACT).toArray();
  const byId = new Map(present.map((document) => [idKey(document), document]));
  const writes = batch.flatMap((document): AnyBulkWriteOperation[] => {
    const existing = byId.get(idKey(document));
    if (existing === undefined) return [{ insertOne: { document } }];
    if (sameBytes(existing, document)) return [];
    return [{ replaceOne: { filter: { _id: document._id }, replacement: document } }];
  });
  if (writes.length > 0) await target.bulkWrite(writes, { ordered: false, ignoreUndefined: false });
}

async function copyIndexes(source: Collection, target: Collection): Promise<void> {
  const specs = (await source.listIndexes().toArray()).filter(({ name }) => name !== '_id_');
  if (specs.length === 0) return;
  await target.createIndexes(
    specs.map(({ v: _version, ns: _ns, ...spec }) => spec as { key: Record<string, 1 | -1>; name: string }),
  );
}

async function digest(collection: Collection): Promise<{ documents: number; sha256: string }> {
  const hash = createHash('sha256');
  let documents = 0;
  for await (const document of collection.find({}, EXACT).sort({ _id: 1 })) {
    hash.update(bytesOf(document));
    documents += 1;
  }
  return { documents, sha256: hash.digest('hex') };
}

async function moveCollection(
  source: Db,
  target: Db,
  name: string,
  onProgress: (progress: MoveProgress) => void,
): Promise<MovedCollection> {
  const from = source.collection(name);
  const to = target.collection(name);
  const total = await from.estimatedDocumentCount();
  let copied = 0;
  let batch: Document[] = [];
  const flush = async (): Promise<void> => {
    await copyBatch(to, batch);
    copied += batch.length;
    batch = [];
    onProgress({ database: source.databaseName, collection: name, copied, total });
  };
  for await (const document of from.find({}, EXACT).sort({ _id: 1 })) {
    batch.push(document);
    if (batch.length === BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  await copyIndexes(from, to);
  const [left, right] = await Promise.all([digest(from), digest(to)]);
  if (left.documents !== right.documents || left.sha256 !== right.sha256) {
    throw new Error(
      `${source.databaseName}.${name} differs after the copy: ${left.documents} documents here, ${right.documents} there. Stop everything that writes to either side, empty the target collection if it held other documents, and run the copy again.`,
    );
  }
  return { database: source.databaseName, collection: name, ...right };
}

/**
 * Copies every collection with its indexes from one MongoDB address to another, in either direction between an
 * embedded store and a server. Can be run again after it was cut short; at the end each collection is compared
 * by count and by a hash of all its documents. Nothing may write to either side meanwhile.
 */
export async function moveToMongo(
  fromUri: string,
  toUri: string,
  onProgress: (progress: MoveProgress) => void = () => {},
): Promise<MovedCollection[]> {
  const from = new MongoClient(fromUri);
  const to = new MongoClient(toUri);
  try {
    const { databases } = await from.db('admin').admin().listDatabases({ nameOnly: true });
    const moved: MovedCollection[] = [];
    for (const { name } of databases) {
      if (OWN_DATABASES.has(name)) continue;
      const collections = await from
        .db(name)
        .listCollections({ type: 'collection' }, { nameOnly: true })
        .toArray();
      for (const { name: collection } of collections) {
        if (collection.startsWith('system.')) continue;
        moved.push(await moveCollection(from.db(name), to.db(name), collection, onProgress));
      }
    }
    return moved;
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
}
