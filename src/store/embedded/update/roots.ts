import { rootsOf } from '../match/roots.ts';
import { splitPath } from '../values/path.ts';
import type { Doc } from '../values/types.ts';
import type { Modification } from './types.ts';

/** JavaScript puts names that are numbers before others, and these others are not what they seem. */
const OUT_OF_ORDER = /^(\d|\$|__proto__$)/;

/**
 * The top-level fields that modifications, and the filter that finds a position for them, look at, with `_id`; undefined
 * when these alone would not do.
 */
export function updateRoots(
  modifications: readonly Modification[],
  filter: Doc | undefined,
): ReadonlySet<string> | undefined {
  const roots = new Set(['_id']);
  for (const { parts, from } of modifications) {
    roots.add(parts[0] ?? '');
    if (from !== undefined) roots.add(splitPath(from)[0] ?? '');
  }
  const filtered = filter === undefined ? [] : rootsOf(filter);
  if (filtered === undefined) return undefined;
  for (const root of filtered) roots.add(root);
  for (const root of roots) if (OUT_OF_ORDER.test(root)) return undefined;
  return roots;
}
