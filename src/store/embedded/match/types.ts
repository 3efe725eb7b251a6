import type { StringOrder } from '../values/compare.ts';
import type { Doc } from '../values/types.ts';

/** What a match tells besides yes: the position in the array that matched, for the positional `$`. */
export interface MatchDetails {
  position?: number;
}

/** Tests a whole document. */
export type Predicate = (document: Doc, details?: MatchDetails) => boolean;

/** Tests one value, without opening arrays. */
export type ValueTest = (value: unknown, details?: MatchDetails) => boolean;

/** One operator on a field: its test, whether arrays are opened for it, whether it is turned round. */
interface Operator {
  readonly test: ValueTest;
  readonly expand: boolean;
  readonly negated?: boolean;
}

/** What a filter says about a field: an operator, or that a set of conditions does not hold as a whole. */
export type Condition = Operator | { readonly notAll: readonly Condition[] };

/** What filters are compiled with. */
export interface MatchContext {
  readonly variables: Doc;
  readonly order: StringOrder;
}

/** Compiles a nested filter. */
export type CompileNested = (filter: Doc) => Predicate;
