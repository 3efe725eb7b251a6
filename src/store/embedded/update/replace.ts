import { commandError } from '../errors.ts';
import { type Doc, setField } from '../values/types.ts';

/** A replacement: the new fields under the old `_id`. Refuses $-fields on top (error 52). */
export function replacementOf(replacement: Doc): (document: Doc) => Doc {
  const bad = Object.keys(replacement).find((name) => name.startsWith('$'));
  if (bad !== undefined) {
    throw commandError(
      52,
      `The dollar ($) prefixed field '${bad}' in '${bad}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  }
  return (document) => {
    const result: Doc = {};
    const id = replacement._id ?? document._id;
    if (id !== undefined) setField(result, '_id', id);
    for (const [name, value] of Object.entries(replacement))
      if (name !== '_id') setField(result, name, value);
    return result;
  };
}
