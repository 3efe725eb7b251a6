import type { EnvelopeDoc } from '../store/envelopes.ts';

/** Bytes of waiting envelopes kept in memory; beyond that only their ids are, and they are read again. */
const MEMORY = 32 * 1024 * 1024;

/** What is stored and waits to be applied, in the order of arrival, each envelope at most once. */
export interface Queue {
  add(docs: readonly EnvelopeDoc[]): void;
  /** Envelopes known by id only; those that wait already keep their place. */
  addIds(ids: readonly string[]): void;
  /** The next ones, at most so many; they count as waiting until `done`. */
  take(limit: number): { id: string; doc: EnvelopeDoc | undefined }[];
  done(ids: readonly string[]): void;
  size(): number;
}

export function createQueue(): Queue {
  const held = new Set<string>();
  let waiting: { id: string; doc: EnvelopeDoc | undefined }[] = [];
  let first = 0;
  let bytes = 0;

  function add(id: string, doc: EnvelopeDoc | undefined): void {
    if (held.has(id)) return;
    held.add(id);
    const fits = doc !== undefined && bytes + doc.bytes.length <= MEMORY;
    if (fits) bytes += doc.bytes.length;
    waiting.push({ id, doc: fits ? doc : undefined });
  }

  return {
    add(docs) {
      for (const doc of docs) add(doc._id, doc);
    },
    addIds(ids) {
      for (const id of ids) add(id, undefined);
    },
    take(limit) {
      const taken = waiting.slice(first, first + limit);
      first += taken.length;
      if (first > 1000 && first * 2 > waiting.length) {
        waiting = waiting.slice(first);
        first = 0;
      }
      for (const { doc } of taken) bytes -= doc?.bytes.length ?? 0;
      return taken;
    },
    done(ids) {
      for (const id of ids) held.delete(id);
    },
    size: () => held.size,
  };
}
