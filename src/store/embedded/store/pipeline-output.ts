import { type Document, ObjectId } from 'bson';
import type { Batch, OutputPlan } from '../aggregate/index.ts';
import type { Collection } from '../catalog/types.ts';
import { CommandError } from '../errors.ts';
import { getField } from '../values/types.ts';
import { decodeTyped, encode } from './decode.ts';
import type { Engine } from './engine.ts';
import { plainOf } from './pipeline-input.ts';
import { prepareQuery, QueryRun } from './query.ts';
import { PAUSED } from './scan.ts';
import { SLICE_MILLISECONDS } from './time.ts';

type Merge = Extract<OutputPlan, { kind: 'merge' }>;

let temporaries = 0;

/** Applies `store` to each document inside write transactions that are kept short. */
async function inTransactions(
  engine: Engine,
  batches: AsyncIterable<Batch>,
  store: (document: Document) => void,
): Promise<void> {
  for await (const batch of batches) {
    for (let at = 0; at < batch.length; ) {
      const start = at;
      at = await engine.writer.run(() => {
        const deadline = performance.now() + SLICE_MILLISECONDS;
        let next = start;
        while (next < batch.length && (next === start || performance.now() < deadline)) {
          store(batch[next] as Document);
          next += 1;
        }
        return next;
      });
    }
  }
}

function withId(document: Document): Document {
  return document._id === undefined ? { _id: new ObjectId(), ...document } : document;
}

/** $out: fills a new collection with the target's indexes and puts it in the target's place at once. */
export async function writeOut(engine: Engine, ns: string, batches: AsyncIterable<Batch>): Promise<void> {
  temporaries += 1;
  const temporary = `${ns.slice(0, ns.indexOf('.'))}.tmp.agg_out.${process.pid}.${temporaries}`;
  await engine.writer.run(() => {
    const collection = engine.catalog.create(temporary);
    for (const index of engine.catalog.get(ns)?.indexes ?? [])
      engine.catalog.addIndex(collection, index.spec, false);
  });
  const current = (): Collection => {
    const collection = engine.catalog.get(temporary);
    if (collection === undefined)
      throw new CommandError(26, `The collection of $out was dropped: ${temporary}`);
    return collection;
  };
  try {
    await inTransactions(engine, batches, (document) =>
      engine.documents.insert(current(), encode(withId(document))),
    );
    await engine.writer.run(() => {
      const target = engine.catalog.get(ns);
      if (target !== undefined) engine.catalog.drop(target);
      engine.catalog.rename(current(), ns);
    });
  } catch (error) {
    await engine.writer.run(() => {
      const collection = engine.catalog.get(temporary);
      if (collection !== undefined) engine.catalog.drop(collection);
    });
    throw error;
  } finally {
    engine.janitor.purgeSoon();
  }
}

/** $merge: changes or adds one document of the target for each result. */
export async function writeMerge(
  engine: Engine,
  ns: string,
  plan: Merge,
  batches: AsyncIterable<Batch>,
): Promise<void> {
  checkUnique(engine.catalog.get(ns), plan.on);
  await inTransactions(engine, batches, (document) => mergeOne(engine, ns, plan, withId(document)));
}

function checkUnique(collection: Collection | undefined, on: readonly string[]): void {
  if (on.length === 1 && on[0] === '_id') return;
  const found = collection?.indexes.some(
    ({ unique, partial, sparse, fields }) =>
      unique &&
      !sparse &&
      partial === undefined &&
      fields.length === on.length &&
      fields.every(({ path }) => on.includes(path)),
  );
  if (found !== true) {
    throw new CommandError(51183, 'Cannot find index to verify that join fields will be unique');
  }
}

function valueAt(document: Document, path: string): unknown {
  let value: unknown = document;
  for (const part of path.split('.')) {
    value = typeof value === 'object' && value !== null ? getField(value as Document, part) : undefined;
  }
  if (value === undefined || value === null || Array.isArray(value)) {
    throw new CommandError(
      51132,
      `$merge write error: 'on' field '${path}' cannot be missing, null, undefined or an array`,
    );
  }
  return value;
}

function mergeOne(engine: Engine, ns: string, plan: Merge, document: Document): void {
  const collection = engine.catalog.getOrCreate(ns);
  const filter = plainOf(Object.fromEntries(plan.on.map((path) => [path, { $eq: valueAt(document, path) }])));
  const query = prepareQuery(engine.kv, collection, { filter, limit: 1 });
  const hit = new QueryRun(engine.kv, query).nextHit(Number.POSITIVE_INFINITY);
  if (hit === undefined || hit === PAUSED) {
    if (plan.whenNotMatched === 'discard') return;
    if (plan.whenNotMatched === 'fail') {
      throw new CommandError(13113, '$merge could not find a matching document in the target collection');
    }
    engine.documents.insert(collection, encode(document));
    return;
  }
  if (plan.whenMatched === 'keepExisting') return;
  if (plan.whenMatched === 'fail') {
    engine.documents.insert(collection, encode(document)); // throws the duplicate key error MongoDB throws
    return;
  }
  const existing = decodeTyped(hit.raw);
  // Without an _id among the join fields the incoming one is new and the stored one stays.
  const incoming = plan.on.includes('_id') ? document : { ...document, _id: existing._id };
  const { _id: id = existing._id, ...rest } = plan.combine(existing, incoming);
  const raw = encode({ _id: id, ...rest });
  if (!decodeIdEqual(raw, hit.raw)) {
    throw new CommandError(
      66,
      "$merge failed to update the matching document: the '_id' field cannot change",
    );
  }
  if (!raw.equals(hit.raw)) engine.documents.replace(collection, hit.key, hit.raw, raw);
}

function decodeIdEqual(a: Buffer, b: Buffer): boolean {
  return encode({ _id: decodeTyped(a)._id }).equals(encode({ _id: decodeTyped(b)._id }));
}
