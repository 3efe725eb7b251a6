import { commandError } from '../errors.ts';
import { show } from '../store/show.ts';
import { type Doc, getField, isDocument } from '../values/types.ts';
import { applyModification } from './apply.ts';
import type { ArrayFilters, Modification, UpdateRun } from './types.ts';

/** Moves a value to another path; a missing source leaves the document alone. */
export function applyRename(
  document: Doc,
  modification: Modification,
  from: string,
  run: UpdateRun,
  filters: ArrayFilters,
): Doc {
  const source = from.split('.');
  const value = readPlain(document, source, 'source', run);
  if (value === undefined) return document;
  readPlain(document, modification.parts, 'destination', run);
  const removal = { ...modification, path: from, parts: source, change: () => undefined, creates: false };
  const without = applyModification(document, removal, run, filters);
  return applyModification(without, { ...modification, change: () => value }, run, filters);
}

function readPlain(document: Doc, parts: readonly string[], role: string, run: UpdateRun): unknown {
  let current: unknown = document;
  for (const [i, part] of parts.entries()) {
    if (!isDocument(current)) return undefined;
    current = getField(current, part);
    if (Array.isArray(current) && i < parts.length - 1) {
      throw commandError(
        2,
        `The ${role} field cannot be an array element, '${parts.join('.')}' in doc with _id: ${show(run.document._id)} has an array field called '${part}'`,
      );
    }
  }
  return current;
}
