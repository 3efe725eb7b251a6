import type { EnvelopeDoc, WaitingEnvelope } from '../store/envelopes.ts';

/** Bytes of waiting envelopes kept in memory; beyond that only their ids are, and they are read again. */
const MEMORY = 32 * 1024 * 1024;

/** Bytes taken at once: a mailbox of large letters must not be in memory as a whole. */
const TAKEN = 16 * 1024 * 1024;

/** One that waits; without `doc` it has to be read. */
export interface Taken extends WaitingEnvelope {
  doc: EnvelopeDoc | undefined;
}

/** What is stored and waits to be applied, in the order of arrival, each envelope at most once. */
export interface Queue {
  add(docs: readonly EnvelopeDoc[]): void;
  /** Envelopes that have to be read; those that wait already keep their place. */
  addUnread(list: readonly WaitingEnvelope[]): void;
  /** The next ones, at most so many and no more bytes than fit, but one at least. They wait until `done`. */
  take(limit: number): Taken[];
  done(ids: readonly string[]): void;
  size(): number;
}

export function createQueue(): Queue {
  const held = new Set<string>();
  let waiting: Taken[] = [];
  let first = 0;
  let bytes = 0;

  function add(id: string, size: number, doc: EnvelopeDoc | undefined): void {
    if (held.has(id)) return;
    held.add(id);
    const fits = doc !== undefined && bytes + size <= MEMORY;
    if (fits) bytes += size;
    waiting.push({ id, size, doc: fits ? doc : undefined });
  }

  function next(limit: number): Taken[] {
    const taken: Taken[] = [];
    let sum = 0;
    for (const one of waiting.slice(first, first + limit)) {
      sum += one.size;
      if (taken.length > 0 && sum > TAKEN) break;
      taken.push(one);
    }
    return taken;
  }

  return {
    add(docs) {
      for (const doc of docs) add(doc._id, doc.size, doc);
    },
    addUnread(list) {
      for (const { id, size } of list) add(id, size, undefined);
    },
    take(limit) {
      const taken = next(limit);
      first += taken.length;
      if (first > 1000 && first * 2 > waiting.length) {
        waiting = waiting.slice(first);
        first = 0;
      }
      for (const { doc, size } of taken) bytes -= doc === undefined ? 0 : size;
      return taken;
    },
    done(ids) {
      for (const id of ids) held.delete(id);
    },
    size: () => held.size,
  };
}
