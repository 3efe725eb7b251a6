import type { Document } from 'bson';
import type { Collection, Index } from '../catalog/types.ts';
import { CommandError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { wholeRange } from './key-codec.ts';
import { sliceEnd } from './time.ts';

/** Collections up to this size get their index within one transaction. */
const AT_ONCE = 100;
const CHUNK = 500;

function find(engine: Engine, ns: string, indexId: number): { collection: Collection; index: Index } {
  const collection = engine.catalog.get(ns);
  const index = collection?.indexes.find((other) => other.id === indexId);
  if (collection === undefined || index === undefined) {
    throw new CommandError(276, 'The index or its collection was dropped while the index was built');
  }
  return { collection, index };
}

/**
 * Adds an index and fills it in slices. Writes that happen meanwhile keep it up to date, reads use it when it is
 * complete. A document that cannot be indexed (11000, 171, 17280) undoes the whole.
 */
export async function buildIndex(engine: Engine, ns: string, spec: Document): Promise<void> {
  const indexId = await engine.writer.run(() => {
    const collection = engine.catalog.getOrCreate(ns);
    return engine.catalog.addIndex(collection, spec, true).id;
  });
  try {
    let from: Buffer | undefined;
    do {
      const start = from;
      from = await engine.writer.run(() => fillSlice(engine, ns, indexId, start));
    } while (from !== undefined);
    await engine.writer.run(() => {
      const { collection, index } = find(engine, ns, indexId);
      index.building = false;
      engine.catalog.touch(collection);
    });
  } catch (error) {
    await engine.writer.run(() => {
      const collection = engine.catalog.get(ns);
      const index = collection?.indexes.find((other) => other.id === indexId);
      if (collection !== undefined && index !== undefined) engine.catalog.dropIndex(collection, index);
    });
    engine.janitor.purgeSoon();
    throw error;
  }
}

/** Indexes some documents; gives the key to go on from, undefined when all are done. */
function fillSlice(
  engine: Engine,
  ns: string,
  indexId: number,
  from: Buffer | undefined,
): Buffer | undefined {
  const { collection, index } = find(engine, ns, indexId);
  const { start, end } = wholeRange(collection.id);
  const limit = collection.count <= AT_ONCE ? AT_ONCE * 2 : CHUNK;
  const deadline = sliceEnd();
  const entries = engine.kv.entries('docs', { start: from ?? start, end }, limit);
  for (const [at, { key, value }] of entries.entries()) {
    if (at > 0 && at % 16 === 0 && performance.now() > deadline) return key;
    engine.documents.addToIndex(collection, index, key, value);
  }
  const last = entries.at(-1)?.key;
  return last === undefined || entries.length < limit ? undefined : Buffer.concat([last, Buffer.from([0])]);
}
