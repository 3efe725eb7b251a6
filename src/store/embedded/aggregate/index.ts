export { compileExpression } from './expression.ts';
export { compilePipeline } from './pipeline.ts';
export type {
  Batch,
  CompiledPipeline,
  FetchQuery,
  OutputPlan,
  PipelineContext,
  PipelineHead,
} from './pipeline-types.ts';
