export { compilePipeline } from './pipeline.ts';
export type {
  Batch,
  CompiledPipeline,
  FetchQuery,
  OutputPlan,
  PipelineContext,
} from './pipeline-types.ts';
