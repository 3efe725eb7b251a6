import type { StringOrder } from '../values/compare.ts';
import type { Doc } from '../values/types.ts';

/** Some documents at once: stages pass batches on so that other work gets its turn between them. */
export type Batch = readonly Doc[];

/** Documents of another collection a stage asks for. */
export interface FetchQuery {
  /** Another database than the pipeline's. */
  readonly database?: string | undefined;
  readonly collection: string;
  readonly filter: Doc;
  readonly sort?: Doc | undefined;
  readonly skip?: number;
  readonly limit?: number | undefined;
  readonly collation?: Doc | undefined;
  readonly variables?: Doc | undefined;
}

/** What a pipeline gets from the engine. */
export interface PipelineContext {
  /** `let` variables by name, and NOW. */
  readonly variables?: Doc | undefined;
  readonly collation?: Doc | undefined;
  /** Finds documents by the best index, decoded with types kept. */
  readonly fetch: (query: FetchQuery) => AsyncIterable<Batch>;
  /** Awaited between pieces of work; lets other commands run when this one has run long enough. */
  readonly pause: () => Promise<void> | undefined;
}

/** What stages are compiled with. */
export interface StageContext extends PipelineContext {
  readonly variables: Doc;
  readonly order: StringOrder;
}

/** One stage at work. */
export type Stage = (input: AsyncIterable<Batch>) => AsyncIterable<Batch>;

/** Compiles a stage's operand; refuses wrong ones with MongoDB's codes. */
export type StageCompiler = (operand: unknown, context: StageContext) => Stage;

/** The part of a pipeline that a query of the collection does best. */
export interface PipelineHead {
  readonly filter: Doc;
  readonly sort: Doc | undefined;
  readonly skip: number;
  readonly limit: number | undefined;
}

/** Where $out or $merge puts the result; the engine executes it. */
export type OutputPlan =
  | { readonly kind: 'out'; readonly database: string | undefined; readonly collection: string }
  | {
      readonly kind: 'merge';
      readonly database: string | undefined;
      readonly collection: string;
      /** Fields that identify a document; a unique index on them is required. */
      readonly on: readonly string[];
      readonly whenNotMatched: 'insert' | 'discard' | 'fail';
      readonly whenMatched: 'replace' | 'keepExisting' | 'fail' | 'change';
      /** The new version of an existing document, for `replace` and `change`. */
      readonly combine: (existing: Doc, incoming: Doc) => Doc;
    };

/** A pipeline ready to run. */
export interface CompiledPipeline {
  readonly head: PipelineHead;
  /** True when the pipeline makes its own documents ($documents) and reads no collection. */
  readonly ownSource: boolean;
  readonly output: OutputPlan | undefined;
  /** Runs the stages after the head over documents decoded with types kept. */
  readonly run: (source: AsyncIterable<Batch>) => AsyncIterable<Batch>;
}
