import { commandError } from '../errors.ts';
import { show } from '../store/show.ts';
import { indexOf } from '../values/path.ts';
import { type Doc, fieldsOf, getField, isDocument, setField } from '../values/types.ts';
import { isArrayPart } from './paths.ts';
import type { ArrayFilters, Modification, UpdateRun } from './types.ts';

/** How far beyond its end an array may be extended by one update. */
const MAX_PADDING = 1_500_000;

/** Applies one modification; returns the same document when nothing changes, a copy of the touched parts otherwise. */
export function applyModification(
  document: Doc,
  modification: Modification,
  run: UpdateRun,
  filters: ArrayFilters,
): Doc {
  const walk = new Walk(modification, run, filters);
  return walk.enter(document, 0, '') as Doc;
}

class Walk {
  readonly #modification: Modification;
  readonly #parts: readonly string[];
  readonly #run: UpdateRun;
  readonly #filters: ArrayFilters;

  constructor(modification: Modification, run: UpdateRun, filters: ArrayFilters) {
    this.#modification = modification;
    this.#run = run;
    this.#filters = filters;
    const { parts } = modification;
    this.#parts = parts.includes('$') ? parts.map((part) => (part === '$' ? positionIn(run) : part)) : parts;
  }

  enter(container: Doc | unknown[], at: number, path: string): unknown {
    const part = this.#parts[at] ?? '';
    if (isArrayPart(part)) return this.#eachElement(container, at, path);
    if (Array.isArray(container)) return this.#element(container, at, path);
    const current = getField(container, part);
    const next = this.#value(current, at + 1, inside(path, part));
    if (next === current) return container;
    const copy = this.#own(container);
    if (next === undefined) delete copy[part];
    else setField(copy, part, next);
    return copy;
  }

  /** The container as this update's own copy: copied once, however many of its fields change. */
  #own(container: Doc): Doc {
    const { copies } = this.#run;
    if (copies.has(container)) return container;
    const copy = { ...fieldsOf(container) };
    copies.add(copy);
    return copy;
  }

  #value(current: unknown, at: number, path: string): unknown {
    if (at === this.#parts.length) {
      const { touched } = this.#run;
      if (touched.has(path)) throw commandError(40, `Update created a conflict at '${path}'`);
      touched.add(path);
      return this.#modification.change(current, { run: this.#run, path });
    }
    const part = this.#parts[at] ?? '';
    if (current === undefined) {
      if (isArrayPart(part)) {
        throw commandError(
          2,
          `The path '${path}' must exist in the document in order to apply array updates.`,
        );
      }
      if (!this.#modification.creates) return undefined;
      const inner = this.#value(undefined, at + 1, inside(path, part));
      if (inner === undefined) return undefined;
      const made: Doc = {};
      setField(made, part, inner);
      return made;
    }
    if (isDocument(current) || Array.isArray(current)) return this.enter(current, at, path);
    if (isArrayPart(part)) throw notAnArray(path, current);
    if (!this.#modification.creates) return current;
    throw notViable(part, path, current);
  }

  #element(array: readonly unknown[], at: number, path: string): unknown {
    const part = this.#parts[at] ?? '';
    const index = indexOf(part);
    if (index < 0) {
      if (!this.#modification.creates) return array;
      throw notViable(part, path, array);
    }
    const current = array[index];
    const next = this.#value(current, at + 1, inside(path, part));
    if (next === current) return array;
    if (index - array.length > MAX_PADDING) {
      throw commandError(34, `can't backfill more than ${MAX_PADDING} elements`);
    }
    const copy = [...array];
    while (copy.length < index) copy.push(null);
    copy[index] = next === undefined ? null : next;
    return copy;
  }

  #eachElement(container: Doc | unknown[], at: number, path: string): unknown {
    if (!Array.isArray(container)) throw notAnArray(path, container);
    const identifier = (this.#parts[at] ?? '').slice(2, -1);
    let changed = false;
    const copy = container.map((element, i) => {
      if (identifier !== '' && !this.#filters.matches(identifier, element, path)) return element;
      const next = this.#value(element, at + 1, inside(path, `${i}`));
      if (next === element) return element;
      changed = true;
      return next === undefined ? null : next;
    });
    return changed ? copy : container;
  }
}

function positionIn(run: UpdateRun): string {
  if (run.position !== undefined) return `${run.position}`;
  throw commandError(2, 'The positional operator did not find the match needed from the query.');
}

function inside(path: string, part: string): string {
  return path === '' ? part : `${path}.${part}`;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function notAnArray(path: string, value: unknown): Error {
  return commandError(2, `Cannot apply array updates to non-array element ${lastOf(path)}: ${show(value)}`);
}

function notViable(part: string, path: string, value: unknown): Error {
  return commandError(28, `Cannot create field '${part}' in element {${lastOf(path)}: ${show(value)}}`);
}
