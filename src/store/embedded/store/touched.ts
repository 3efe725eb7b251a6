import type { Document } from 'bson';
import type { Index } from '../catalog/types.ts';
import { decoderOf } from './decode.ts';

/** Indexes a change may touch, and how a document is decoded for their entries. */
interface Touched {
  readonly indexes: readonly Index[];
  /** Decodes the _id and the top-level fields the entries depend on. */
  readonly decode: (raw: Buffer) => Document;
}

/** For each list of indexes, which is replaced when an index comes or goes, by the fields that changed. */
const known = new WeakMap<readonly Index[], Map<string, Touched>>();
const MAX_KNOWN = 200;

/** The indexes whose entries depend on one of the top-level fields that changed; all of them when that is not known. */
export function touchedBy(indexes: readonly Index[], changed?: readonly string[]): Touched {
  let byFields = known.get(indexes);
  if (byFields === undefined || byFields.size > MAX_KNOWN) {
    byFields = new Map();
    known.set(indexes, byFields);
  }
  const fields = changed === undefined ? '' : `:${changed.join('\0')}`;
  let touched = byFields.get(fields);
  if (touched === undefined) {
    touched = find(indexes, changed);
    byFields.set(fields, touched);
  }
  return touched;
}

function find(all: readonly Index[], changed: readonly string[] | undefined): Touched {
  const indexes = all.filter(
    ({ roots }) => changed === undefined || roots === undefined || changed.some((field) => roots.has(field)),
  );
  const names = new Set(['_id']);
  for (const { roots } of indexes) {
    if (roots === undefined) return { indexes, decode: decoderOf(undefined) };
    for (const root of roots) names.add(root);
  }
  return { indexes, decode: decoderOf(names) };
}
