import type { Document } from 'bson';
import type { Index } from '../catalog/types.ts';
import { RANK } from '../values/types.ts';
import { type Analysis, analyse, together } from './analyse.ts';
import { intersect, ofType, within } from './interval.ts';

const NULLS = [ofType(RANK.null)];

/** Whether every match of the filter has the field. */
function surelyPresent(analysis: Analysis, path: string): boolean {
  if (analysis.present.has(path)) return true;
  const dotted = path.includes('.');
  return (analysis.bounds.get(path) ?? []).some(
    (bound) => !(dotted && bound.negative === true) && intersect(bound.intervals, NULLS).length === 0,
  );
}

/** What the filters of partial indexes say; they never change. */
const known = new WeakMap<Document, Analysis>();

function requiredOf(filter: Document): Analysis {
  let required = known.get(filter);
  if (required === undefined) {
    required = analyse(filter);
    known.set(filter, required);
  }
  return required;
}

function impliesPartial(analysis: Analysis, filter: Document): boolean {
  const required = requiredOf(filter);
  if (required.alternatives.length > 0) return false;
  for (const path of required.present) if (!surelyPresent(analysis, path)) return false;
  for (const [path, bounds] of required.bounds) {
    const needed = together(bounds).intervals;
    const given = analysis.bounds.get(path);
    if (bounds.every((bound) => !bound.exact)) {
      // Only `$exists: true` is inexact here and already checked.
      if (!required.present.has(path)) return false;
      continue;
    }
    if (
      given === undefined ||
      !given.some((bound) => bound.negative !== true && within(bound.intervals, needed))
    )
      return false;
  }
  return required.complete || required.present.size > 0;
}

/** Whether every document the filter matches is in the index. */
export function coversMatches(index: Index, analysis: Analysis): boolean {
  if (index.partial !== undefined && !impliesPartial(analysis, index.partial.filter)) return false;
  return !index.sparse || index.fields.some((field) => surelyPresent(analysis, field.path));
}
