import { commandError } from '../errors.ts';
import { type Doc, isDocument } from '../values/types.ts';

/** Computes a field from the whole document; undefined leaves the field out. */
export type Compute = (root: Doc) => unknown;

/** What a projection does at one name. */
export type Leaf =
  | { readonly kind: 'include' }
  | { readonly kind: 'exclude' }
  /** Replaced or added by a computed value. */
  | { readonly kind: 'compute'; readonly compute: Compute }
  /** Kept, changed in place. */
  | { readonly kind: 'map'; readonly map: (value: unknown) => unknown };

/** A projection as a tree of names. */
export interface Tree {
  readonly kind: 'tree';
  readonly children: Map<string, Leaf | Tree>;
  computes: boolean;
}

/** An empty tree. */
export function newTree(): Tree {
  return { kind: 'tree', children: new Map(), computes: false };
}

/** Puts a leaf at a dotted path; refuses paths that lie inside one another (31249, 31250). */
export function addLeaf(tree: Tree, path: string, leaf: Leaf): void {
  const parts = path.split('.');
  if (parts.includes('')) {
    throw commandError(
      path === '' ? 40352 : path.endsWith('.') ? 40353 : 15998,
      'FieldPath field names may not be empty strings.',
    );
  }
  let at = tree;
  for (const [i, part] of parts.entries()) {
    if (leaf.kind === 'compute') at.computes = true;
    const known = at.children.get(part);
    if (i === parts.length - 1) {
      if (known) throw collision(31250, path, part);
      at.children.set(part, leaf);
    } else if (known === undefined) {
      const next = newTree();
      at.children.set(part, next);
      at = next;
    } else if (known.kind === 'tree') {
      at = known;
    } else {
      throw collision(31249, path, parts.slice(i + 1).join('.'));
    }
  }
}

function collision(code: number, path: string, rest: string): Error {
  return commandError(
    code,
    code === 31249 ? `Path collision at ${path} remaining portion ${rest}` : `Path collision at ${path}`,
  );
}

/** True for an embedded specification such as `{b: 1}`, false for expressions and values. */
export function isSubSpecification(value: unknown): value is Doc {
  return isDocument(value) && !(Object.keys(value)[0] ?? '').startsWith('$');
}
