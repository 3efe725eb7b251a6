import { bsonType, isDocument } from '../values/types.ts';

/** A value as MongoDB's messages print it: `{ a: 1, b: "x", c: ObjectId('...') }`. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value !== 'object') return String(value);
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.map(show).join(', ')} ]`;
  const name = bsonType(value);
  if (name === 'ObjectId') return `ObjectId('${String(value)}')`;
  if (name === 'BSONRegExp') {
    const { pattern, options } = value as unknown as { pattern: string; options: string };
    return `/${pattern}/${options}`;
  }
  if (isDocument(value)) {
    const fields = Object.entries(value).map(([key, inner]) => `${key}: ${show(inner)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  return String(value);
}
