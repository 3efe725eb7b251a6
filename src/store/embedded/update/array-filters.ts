import { commandError } from '../errors.ts';
import { compileFilter, type Predicate } from '../match/index.ts';
import { show } from '../store/show.ts';
import { type Doc, fieldsOf, isDocument } from '../values/types.ts';
import type { ArrayFilters } from './types.ts';

/** Compiles the `arrayFilters` of an update; refuses wrong, double, unknown and unused ones with MongoDB's codes. */
export function compileArrayFilters(
  specs: readonly unknown[],
  collation: Doc | undefined,
  update: Doc,
): ArrayFilters {
  const filters = new Map<string, Predicate>();
  for (const spec of specs) {
    if (!isDocument(spec))
      throw commandError(14, "BSON field 'arrayFilters' is the wrong type, expected type 'object'");
    if ('$expr' in spec) throw commandError(224, '$expr is not allowed in this context');
    const names = new Set(identifiersOf(spec));
    const [identifier, other] = names;
    if (identifier === undefined) {
      throw commandError(9, 'Cannot use an expression without a top-level field name in arrayFilters');
    }
    if (other !== undefined) {
      throw commandError(
        9,
        `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${identifier}' and '${other}'`,
      );
    }
    if (!/^[a-z][a-zA-Z0-9]*$/.test(identifier)) {
      throw commandError(
        2,
        `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${identifier}'`,
      );
    }
    if (filters.has(identifier)) {
      throw commandError(9, `Found multiple array filters with the same top-level field name ${identifier}`);
    }
    filters.set(identifier, compileFilter(spec, { collation }));
  }
  const used = new Set<string>();
  return {
    matches: (identifier, element) => filters.get(identifier)?.({ [identifier]: element }) ?? false,
    use: (identifier, path) => {
      if (identifier === '') return;
      if (!filters.has(identifier)) {
        throw commandError(2, `No array filter found for identifier '${identifier}' in path '${path}'`);
      }
      used.add(identifier);
    },
    finish: () => {
      const unused = [...filters.keys()].find((identifier) => !used.has(identifier));
      if (unused !== undefined) {
        throw commandError(
          9,
          `The array filter for identifier '${unused}' was not used in the update ${show(update)}`,
        );
      }
    },
  };
}

function identifiersOf(filter: Doc): string[] {
  return Object.entries(fieldsOf(filter)).flatMap(([name, value]) => {
    if (!name.startsWith('$')) return [name.split('.', 1)[0] ?? ''];
    return Array.isArray(value) ? value.filter(isDocument).flatMap(identifiersOf) : [];
  });
}
