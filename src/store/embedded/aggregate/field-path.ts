import { commandError } from '../errors.ts';
import { type Doc, getField, isDocument } from '../values/types.ts';

/** Splits an expression's field path and checks its parts as MongoDB does. */
export function parseFieldPath(path: string): string[] {
  const parts = path.split('.');
  for (const part of parts) {
    if (part === '') {
      throw commandError(
        path.endsWith('.') ? 40353 : 15998,
        `FieldPath must not end with a '.' or hold an empty part: '${path}'.`,
      );
    }
    if (part.startsWith('$') && part !== '$ref' && part !== '$id' && part !== '$db') {
      throw commandError(
        16410,
        "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
      );
    }
    if (part.includes('\0')) throw commandError(16411, 'FieldPath field names may not contain null bytes.');
  }
  return parts;
}

/** Reads a path as expressions do: arrays on the way are mapped, positions are not understood. */
export function readPath(value: unknown, parts: readonly string[], from = 0): unknown {
  let current = value;
  for (let i = from; i < parts.length; i += 1) {
    if (Array.isArray(current)) {
      return current.map((element) => readPath(element, parts, i)).filter((found) => found !== undefined);
    }
    if (!isDocument(current)) return undefined;
    current = getField(current as Doc, parts[i] ?? '');
  }
  return current;
}
