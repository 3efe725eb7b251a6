import { type Doc, fieldsOf, isDocument } from '../values/types.ts';

const OF_FILTERS = new Set(['$and', '$or', '$nor']);
const OF_NO_FIELD = new Set(['$comment', '$sampleRate', '$alwaysTrue', '$alwaysFalse']);

/** The top-level fields a filter looks at; undefined when it may look at any, as $expr may. */
export function rootsOf(filter: Doc): ReadonlySet<string> | undefined {
  const roots = new Set<string>();
  return collect(filter, roots) ? roots : undefined;
}

function collect(filter: Doc, roots: Set<string>): boolean {
  for (const [name, operand] of Object.entries(fieldsOf(filter))) {
    if (OF_FILTERS.has(name)) {
      if (!Array.isArray(operand)) return false;
      for (const branch of operand) if (!isDocument(branch) || !collect(branch, roots)) return false;
    } else if (!name.startsWith('$')) {
      const dot = name.indexOf('.');
      roots.add(dot < 0 ? name : name.slice(0, dot));
    } else if (!OF_NO_FIELD.has(name)) return false;
  }
  return true;
}
