import { commandError } from '../errors.ts';
import { compileFilter, type Predicate } from '../match/index.ts';
import { show } from '../store/show.ts';
import { compileCollation } from '../values/collation.ts';
import { compareStrings, equalValues } from '../values/compare.ts';
import { identicalValues } from '../values/identical.ts';
import { type Doc, fieldsOf, isDocument } from '../values/types.ts';
import { applyModification } from './apply.ts';
import { compileArrayFilters } from './array-filters.ts';
import { parseModifiers } from './modifiers.ts';
import { comparePaths, refuseConflicts, refuseDollarField } from './paths.ts';
import { compilePipelineUpdate } from './pipeline.ts';
import { applyRename } from './rename.ts';
import { replacementOf } from './replace.ts';
import { updateRoots } from './roots.ts';
import type { Modification, UpdateContext, UpdateRun } from './types.ts';
import { baseOf, checkId, withIdFirst } from './upsert.ts';

/** What an update may need besides itself. */
export interface UpdateOptions {
  readonly arrayFilters?: readonly unknown[] | undefined;
  /** The filter that found the documents; it resolves the positional `$`. */
  readonly filter?: Doc | undefined;
  /** `let` variables, by name without dollars. */
  readonly variables?: Doc | undefined;
  readonly collation?: Doc | undefined;
  /** The clock of $currentDate and $$NOW. */
  readonly now?: (() => Date) | undefined;
}

/** A compiled update. Documents must be decoded with `promoteValues: false`, or numbers change their type. */
export interface CompiledUpdate {
  /** True for a replacement document, false for operators and pipelines. */
  readonly isReplacement: boolean;
  /**
   * The top-level fields it looks at or changes, `_id` among them: a document of those alone may be given to `apply`.
   * Undefined: any.
   */
  readonly roots: ReadonlySet<string> | undefined;
  /** The updated document; the same reference when nothing changes. Never changes its argument. */
  readonly apply: (document: Doc) => Doc;
  /** The finished document an upsert inserts: equalities of the filter, the update, $setOnInsert, `_id` first. */
  readonly upsert: (filter: Doc) => Doc;
}

interface Transform {
  readonly transform: (document: Doc, run: UpdateRun) => Doc;
  readonly roots: ReadonlySet<string> | undefined;
}

/** Compiles operators, a replacement or a pipeline; refuses what MongoDB refuses, with its codes. */
export function compileUpdate(update: Doc | readonly Doc[], options: UpdateOptions = {}): CompiledUpdate {
  const isReplacement = isDocument(update) && !(Object.keys(update)[0] ?? '').startsWith('$');
  const { transform, roots } = compileTransform(update, isReplacement, options);
  const position = positionFinder(update, options);
  return {
    isReplacement,
    roots,
    apply: (document) => {
      const updated = transform(document, {
        document,
        position: position(document),
        inserting: false,
        touched: new Set(),
        copies: new Set(),
      });
      refuseOtherId(document, updated, isReplacement);
      return identicalDocuments(document, updated) ? document : updated;
    },
    upsert: (filter) => {
      const base = baseOf(filter, isReplacement);
      const made = transform(base, {
        document: base,
        position: undefined,
        inserting: true,
        touched: new Set(),
        copies: new Set(),
      });
      if (base._id !== undefined) refuseOtherId(base, made, isReplacement);
      return withIdFirst(made);
    },
  };
}

function identicalDocuments(before: Doc, after: Doc): boolean {
  return before === after || identicalValues(before, after);
}

function compileTransform(
  update: Doc | readonly Doc[],
  isReplacement: boolean,
  options: UpdateOptions,
): Transform {
  const filters = options.arrayFilters ?? [];
  if (!isDocument(update)) {
    if (filters.length > 0)
      throw commandError(9, 'arrayFilters may not be specified for pipeline-syle updates');
    return { transform: compilePipelineUpdate(update, options), roots: undefined };
  }
  if (isReplacement) {
    if (filters.length > 0)
      throw commandError(9, 'arrayFilters may not be specified for replacement-style updates');
    return { transform: replacementOf(fieldsOf(update)), roots: undefined };
  }
  return compileModifiers(update, options);
}

function compileModifiers(update: Doc, options: UpdateOptions): Transform {
  const arrayFilters = compileArrayFilters(options.arrayFilters ?? [], options.collation, update);
  const context: UpdateContext = {
    order: compileCollation(options.collation) ?? compareStrings,
    collation: options.collation,
    now: options.now ?? (() => new Date()),
    arrayFilters,
  };
  const modifications = parseModifiers(update, context);
  arrayFilters.finish();
  const paths: string[] = [];
  for (const { path, from } of modifications) {
    if (from !== undefined) paths.push(from);
    paths.push(path);
  }
  refuseConflicts(paths);
  modifications.sort((a, b) => comparePaths(a.parts, b.parts));
  return {
    transform: (document, run) =>
      modifications.reduce((result, modification) => applyOne(result, modification, run, context), document),
    roots: updateRoots(modifications, usesPosition(update) ? options.filter : undefined),
  };
}

function applyOne(document: Doc, modification: Modification, run: UpdateRun, context: UpdateContext): Doc {
  const { from, operator } = modification;
  if (operator === '$setOnInsert' && !run.inserting) return document;
  if (!run.inserting && modification.creates)
    refuseDollarField(modification.parts[0] ?? '', modification.path);
  return from === undefined
    ? applyModification(document, modification, run, context.arrayFilters)
    : applyRename(document, modification, from, run, context.arrayFilters);
}

function refuseOtherId(before: Doc, after: Doc, isReplacement: boolean): void {
  if (after._id === before._id || before._id === undefined) return;
  if (after._id !== undefined && equalValues(before._id, after._id)) return;
  checkId(after._id);
  throw commandError(
    66,
    isReplacement
      ? `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${show(after._id)}`
      : "Performing an update on the path '_id' would modify the immutable field '_id'",
  );
}

/** Finds the array position for the positional `$`, only for updates that use it. */
function positionFinder(
  update: Doc | readonly Doc[],
  options: UpdateOptions,
): (document: Doc) => number | undefined {
  if (!isDocument(update) || !options.filter || !usesPosition(update)) return () => undefined;
  const { variables, collation } = options;
  const matches: Predicate = compileFilter(options.filter, { variables, collation });
  return (document) => {
    const details: { position?: number } = {};
    matches(document, details);
    return details.position;
  };
}

function usesPosition(update: Doc): boolean {
  return Object.values(update).some(
    (fields) =>
      isDocument(fields) &&
      Object.keys(fields).some((path) => path.includes('$') && path.split('.').includes('$')),
  );
}
