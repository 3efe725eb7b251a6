import { commandError, notSupported } from '../../errors.ts';
import type { Stage, StageCompiler, StageContext } from '../pipeline-types.ts';
import { compileTransform } from '../transform.ts';
import { mapping } from './batches.ts';
import { BUCKET_STAGES } from './bucket.ts';
import { COMBINE_STAGES } from './combine.ts';
import { GRAPH_STAGES } from './graph-lookup.ts';
import { GROUP_STAGES } from './group.ts';
import { LOOKUP_STAGES } from './lookup.ts';
import { SIMPLE_STAGES } from './simple.ts';
import { SORT_STAGES } from './sort.ts';
import { UNWIND_STAGES } from './unwind.ts';

const STAGES: Readonly<Record<string, StageCompiler>> = {
  ...SIMPLE_STAGES,
  ...SORT_STAGES,
  ...UNWIND_STAGES,
  ...GROUP_STAGES,
  ...BUCKET_STAGES,
  ...LOOKUP_STAGES,
  ...GRAPH_STAGES,
  ...COMBINE_STAGES,
};

/** Stages MongoDB knows and this store refuses on purpose, with the code clients see. */
const REFUSED: Readonly<Record<string, number>> = {
  $changeStream: 40573,
  $geoNear: 27,
  $search: 31082,
  $searchMeta: 31082,
  $vectorSearch: 31082,
  $setWindowFields: 40324,
  $densify: 40324,
  $fill: 40324,
  $collStats: 40324,
  $indexStats: 40324,
  $currentOp: 40324,
  $listSessions: 40324,
  $listLocalSessions: 40324,
  $planCacheStats: 40324,
};

/** Compiles one stage; refuses unknown ones with code 40324. */
export function compileStage(name: string, operand: unknown, context: StageContext): Stage {
  const transform = compileTransform(name, operand, context);
  if (transform) return mapping(transform);
  const compiler = Object.hasOwn(STAGES, name) ? STAGES[name] : undefined;
  if (compiler) return compiler(operand, context);
  const code = REFUSED[name];
  if (code !== undefined) throw notSupported(name, code);
  throw commandError(40324, `Unrecognized pipeline stage name: '${name}'`);
}
