import { type Doc, fieldsOf, isDocument, setField } from '../values/types.ts';
import type { Leaf, Tree } from './tree.ts';

/** Keeps what the tree includes, in the document's order; computed fields that are not there yet go to the end. */
export function includeFields(tree: Tree, document: Doc, root: Doc): Doc {
  const result: Doc = {};
  for (const [name, value] of Object.entries(fieldsOf(document))) {
    const child = tree.children.get(name);
    const kept = child === undefined ? undefined : included(child, value, root);
    if (kept !== undefined) setField(result, name, kept);
  }
  addComputed(tree, result, root);
  return result;
}

function included(child: Leaf | Tree, value: unknown, root: Doc): unknown {
  if (child.kind === 'include') return value;
  if (child.kind === 'map') return child.map(value);
  return child.kind === 'tree' ? includeNested(child, value, root) : undefined;
}

function includeNested(tree: Tree, value: unknown, root: Doc): unknown {
  if (isDocument(value)) return includeFields(tree, value, root);
  if (Array.isArray(value)) {
    return value.map((element) => includeNested(tree, element, root)).filter((kept) => kept !== undefined);
  }
  return tree.computes ? includeFields(tree, {}, root) : undefined;
}

/** Computed fields in the order of the specification; nested ones are made where their parents are missing. */
function addComputed(tree: Tree, result: Doc, root: Doc): void {
  if (!tree.computes) return;
  for (const [name, child] of tree.children) {
    if (child.kind === 'compute') {
      const value = child.compute(root);
      if (value !== undefined) setField(result, name, value);
    } else if (child.kind === 'tree' && child.computes && !Object.hasOwn(result, name)) {
      setField(result, name, includeFields(child, {}, root));
    }
  }
}

/** Leaves out what the tree excludes; everything else stays. */
export function excludeFields(tree: Tree, document: Doc): Doc {
  const result: Doc = {};
  for (const [name, value] of Object.entries(fieldsOf(document))) {
    const child = tree.children.get(name);
    if (child === undefined || child.kind === 'include') setField(result, name, value);
    else if (child.kind === 'map') setField(result, name, child.map(value));
    else if (child.kind === 'tree') setField(result, name, excludeNested(child, value));
  }
  return result;
}

function excludeNested(tree: Tree, value: unknown): unknown {
  if (isDocument(value)) return excludeFields(tree, value);
  return Array.isArray(value) ? value.map((element) => excludeNested(tree, element)) : value;
}

/** Adds or replaces computed fields and keeps the rest; a computed missing value removes its field. */
export function setFields(tree: Tree, document: Doc, root: Doc): Doc {
  const result: Doc = { ...fieldsOf(document) };
  for (const [name, child] of tree.children) {
    const value =
      child.kind === 'compute'
        ? child.compute(root)
        : child.kind === 'tree'
          ? setNested(child, Object.hasOwn(result, name) ? result[name] : undefined, root)
          : undefined;
    if (value === undefined) delete result[name];
    else setField(result, name, value);
  }
  return result;
}

function setNested(tree: Tree, value: unknown, root: Doc): unknown {
  if (Array.isArray(value)) return value.map((element) => setNested(tree, element, root));
  return setFields(tree, isDocument(value) ? value : {}, root);
}
