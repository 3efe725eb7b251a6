import type { Collection } from '../catalog/types.ts';
import type { Kv } from '../kv/kv.ts';
import { decodePlain } from '../store/decode.ts';
import type { Engine } from '../store/engine.ts';
import { keysOf } from '../store/index-keys.ts';
import { documentKey, encodeId, entryKey, wholeRange } from '../store/key-codec.ts';
import { giveWay } from '../store/time.ts';

/** What a check found; no `problems` means that everything agrees. */
export interface Verification {
  readonly documents: number;
  readonly entries: number;
  readonly problems: readonly string[];
}

const PAGE = 256;

async function* pages(kv: Kv, id: number): AsyncGenerator<ReturnType<Kv['entries']>> {
  const { start, end } = wholeRange(id);
  for (let from: Buffer = start; ; ) {
    const page = kv.entries('docs', { start: from, end }, PAGE);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    from = Buffer.concat([last.key, Buffer.from([0])]);
    await giveWay();
  }
}

/**
 * Compares the counters and every index of a collection with what its documents say: each document has all its
 * entries, and there are no others. Writes that happen meanwhile are reported as differences.
 */
export async function verifyCollection({ kv }: Engine, collection: Collection): Promise<Verification> {
  const problems: string[] = [];
  const expected = new Map(collection.indexes.map((index) => [index.id, 0]));
  let documents = 0;
  let bytes = 0;
  for await (const page of pages(kv, collection.id)) {
    for (const { key, value } of page) {
      documents += 1;
      bytes += value.length;
      const document = decodePlain(value);
      const id = encodeId(document._id);
      if (!documentKey(collection.id, id).equals(key))
        problems.push(`a document of ${collection.ns} has the wrong key`);
      for (const index of collection.indexes) {
        const { prefixes } = keysOf(index, document);
        expected.set(index.id, (expected.get(index.id) ?? 0) + prefixes.length);
        for (const prefix of prefixes) {
          if (!kv.has('index', entryKey(index, prefix, id))) {
            problems.push(`${collection.ns}: ${String(document._id)} is missing in the index ${index.name}`);
          }
        }
      }
    }
  }
  let entries = 0;
  for (const index of collection.indexes) {
    const found = kv.count('index', wholeRange(index.id));
    entries += found;
    if (found !== expected.get(index.id)) {
      problems.push(`${collection.ns}: ${index.name} has ${found} entries, not ${expected.get(index.id)}`);
    }
  }
  if (documents !== collection.count) {
    problems.push(`${collection.ns} holds ${documents} documents and counts ${collection.count}`);
  }
  if (bytes !== collection.bytes) {
    problems.push(`${collection.ns} holds ${bytes} bytes and counts ${collection.bytes}`);
  }
  return { documents, entries, problems };
}

/** Checks every collection. */
export async function verifyStore(engine: Engine): Promise<Verification> {
  let total: Verification = { documents: 0, entries: 0, problems: [] };
  for (const collection of engine.catalog.list()) {
    const { documents, entries, problems } = await verifyCollection(engine, collection);
    total = {
      documents: total.documents + documents,
      entries: total.entries + entries,
      problems: [...total.problems, ...problems],
    };
  }
  return total;
}
