import type { StringOrder } from '../values/compare.ts';
import type { Doc } from '../values/types.ts';

/** What one update of one document knows. */
export interface UpdateRun {
  /** The document before the update, for messages. */
  readonly document: Doc;
  /** The array position the filter found, for the positional `$`. */
  readonly position: number | undefined;
  /** True when the document is being made by an upsert. */
  readonly inserting: boolean;
  /** Paths changed so far, positions filled in; two operators must not meet at one. */
  readonly touched: Set<string>;
  /** Documents made by this update: they may be changed in place. */
  readonly copies: Set<object>;
}

/** Where a change is applied: the run and the path with its positions filled in. */
export interface ChangePlace {
  readonly run: UpdateRun;
  readonly path: string;
}

/** The new value at a path: the same reference leaves it, undefined removes it. `current` is undefined when missing. */
export type Change = (current: unknown, place: ChangePlace) => unknown;

/** One operator on one path. */
export interface Modification {
  readonly operator: string;
  readonly path: string;
  readonly parts: readonly string[];
  readonly change: Change;
  /** True when missing parents are made for it, and a scalar in the way is an error. */
  readonly creates: boolean;
  /** $rename reads and removes another path first. */
  readonly from?: string;
}

/** What operators are compiled with. */
export interface UpdateContext {
  readonly order: StringOrder;
  readonly collation: Doc | undefined;
  readonly now: () => Date;
  readonly arrayFilters: ArrayFilters;
}

/** Array filters by identifier. */
export interface ArrayFilters {
  readonly matches: (identifier: string, element: unknown, path: string) => boolean;
  /** Refuses paths with unknown identifiers and remembers those used. */
  readonly use: (identifier: string, path: string) => void;
  /** Refuses filters no path used. */
  readonly finish: () => void;
}

/** Compiles an operator's operand for a path. */
export type ModifierCompiler = (operand: unknown, path: string, context: UpdateContext) => Change;
