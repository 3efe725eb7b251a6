import { commandError } from '../errors.ts';
import { indexOf } from '../values/path.ts';

const DBREF_FIELDS = new Set(['$ref', '$id', '$db']);

/** Splits an update path and refuses what MongoDB refuses in one. */
export function parseUpdatePath(path: string): string[] {
  if (path === '') throw commandError(56, 'An empty update path is not valid.');
  if (!path.includes('.') && !path.startsWith('$')) return [path];
  const parts = path.split('.');
  if (parts.includes('')) {
    throw commandError(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  }
  const first = parts[0] ?? '';
  if (first === '$') {
    throw commandError(
      2,
      `Cannot have positional (i.e. '$') element in the first position in path '${path}'`,
    );
  }
  if (isArrayPart(first)) {
    throw commandError(
      2,
      `Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path '${path}'`,
    );
  }
  if (parts.filter((part) => part === '$').length > 1) {
    throw commandError(2, `Too many positional (i.e. '$') elements found in path '${path}'`);
  }
  return parts;
}

/** Refuses to add a top-level field with a dollar to a stored document; an upsert may insert one, as an insert may. */
export function refuseDollarField(first: string, path: string): void {
  if (!first.startsWith('$') || DBREF_FIELDS.has(first)) return;
  throw commandError(
    52,
    `The dollar ($) prefixed field '${first}' in '${path}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
  );
}

/** True for `$[]` and `$[identifier]`. */
export function isArrayPart(part: string): boolean {
  return part.startsWith('$[') && part.endsWith(']');
}

/** Refuses two paths of one update of which one is the other or lies inside it (error 40). */
export function refuseConflicts(paths: readonly string[]): void {
  const seen = new Set<string>();
  const parents = new Map<string, boolean>();
  for (const path of paths) {
    const parts = path.includes('.') ? path.split('.') : [];
    const prefixes = parts.slice(0, -1).map((_part, i) => parts.slice(0, i + 1).join('.'));
    const inside = prefixes.find((prefix) => seen.has(prefix));
    const clash = inside ?? (seen.has(path) || parents.has(path) ? path : undefined);
    if (clash !== undefined) {
      throw commandError(40, `Updating the path '${path}' would create a conflict at '${clash}'`);
    }
    seen.add(path);
    for (const [i, prefix] of prefixes.entries()) {
      // Array updates such as $[] do not mix with positions and names at one place.
      const kind = isArrayPart(parts[i + 1] ?? '');
      if ((parents.get(prefix) ?? kind) !== kind) {
        throw commandError(40, `Updating the path '${path}' would create a conflict at '${prefix}'`);
      }
      parents.set(prefix, kind);
    }
  }
}

/** The order in which MongoDB applies paths: by name, array positions by number. */
export function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i += 1) {
    const x = a[i] ?? '';
    const y = b[i] ?? '';
    if (x === y) continue;
    const left = indexOf(x);
    const right = indexOf(y);
    if (left >= 0 && right >= 0) return left - right;
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}
