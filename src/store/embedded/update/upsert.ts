import { ObjectId } from 'bson';
import { commandError } from '../errors.ts';
import { isOperatorDocument } from '../match/index.ts';
import { isBson } from '../values/compare.ts';
import { type Doc, fieldsOf, isDocument, RANK, rankOf, setField } from '../values/types.ts';

/**
 * The document an upsert starts from: what the filter says fields must equal, in order of their paths. For a
 * replacement only `_id` counts.
 */
export function baseOf(filter: Doc, onlyId: boolean): Doc {
  const equalities = new Map<string, unknown>();
  collect(filter, equalities, onlyId);
  const base: Doc = {};
  for (const [path, value] of [...equalities].sort(([a], [b]) => (a < b ? -1 : 1))) place(base, path, value);
  return base;
}

function collect(filter: Doc, found: Map<string, unknown>, onlyId: boolean): void {
  for (const [name, operand] of Object.entries(fieldsOf(filter))) {
    if (name === '$and' && Array.isArray(operand)) {
      for (const branch of operand) if (isDocument(branch)) collect(branch, found, onlyId);
    } else if (name === '$or' && Array.isArray(operand) && operand.length === 1) {
      if (isDocument(operand[0])) collect(operand[0], found, onlyId);
    } else if (!name.startsWith('$') && (!onlyId || name === '_id' || name.startsWith('_id.'))) {
      for (const value of equalitiesOf(operand)) {
        if (onlyId && name !== '_id') {
          throw commandError(
            111,
            `field at '_id' must be exactly specified, field at sub-path '${name}' found`,
          );
        }
        add(found, name, value);
      }
    }
  }
}

/** The values an operand equals: one, none, or several of an $all, which cannot all be set. */
function equalitiesOf(operand: unknown): readonly unknown[] {
  if (rankOf(operand) === RANK.regex) return [];
  if (!isOperatorDocument(operand)) return [operand];
  if ('$eq' in operand) return [operand.$eq];
  const { $all: all, $in: list } = operand;
  const values = Array.isArray(all) ? all : Array.isArray(list) && list.length === 1 ? list : [];
  return values.filter((value) => rankOf(value) !== RANK.regex && !isOperatorDocument(value));
}

function add(found: Map<string, unknown>, path: string, value: unknown): void {
  for (const other of found.keys()) {
    if (other === path || other.startsWith(`${path}.`) || path.startsWith(`${other}.`)) {
      const twice = other.length < path.length ? other : path;
      throw commandError(54, `cannot infer query fields to set, path '${twice}' is matched twice`);
    }
  }
  found.set(path, value);
}

function place(base: Doc, path: string, value: unknown): void {
  const parts = path.split('.');
  let at = base;
  for (const part of parts.slice(0, -1)) {
    const next = Object.hasOwn(at, part) ? at[part] : undefined;
    const inner: Doc = isDocument(next) ? next : {};
    setField(at, part, inner);
    at = inner;
  }
  setField(at, parts.at(-1) ?? path, value);
}

/** Puts `_id` first, made when it is missing; refuses ids that cannot be one. */
export function withIdFirst(document: Doc): Doc {
  const { _id: id = new ObjectId(), ...rest } = document;
  checkId(id);
  return { _id: id, ...rest };
}

/** Refuses arrays, regular expressions and documents with $-fields as `_id`. */
export function checkId(id: unknown): void {
  if (Array.isArray(id)) throw commandError(53, "The '_id' value cannot be of type array");
  if (rankOf(id) === RANK.regex) throw commandError(53, "The '_id' value cannot be of type regex");
  if (isDocument(id) && !isBson(id, 'DBRef')) {
    const bad = Object.keys(id).find((name) => name.startsWith('$'));
    if (bad !== undefined) {
      throw commandError(
        52,
        `The dollar ($) prefixed field '${bad}' in '_id.${bad}' is not valid for storage.`,
      );
    }
  }
}
