import type { Document } from 'bson';
import { CommandError } from '../errors.ts';
import { winningPlan } from '../plan/explain.ts';
import type { Engine } from '../store/engine.ts';
import { type PreparedQuery, prepareQuery, QueryRun, type QuerySpec } from '../store/query.ts';
import { PAUSED } from '../store/scan.ts';
import { giveWay, sliceEnd } from '../store/time.ts';
import { isDocument } from '../values/types.ts';
import { pipelineHead } from './aggregate.ts';
import { hintField, namespaceOf } from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';
import { findSpec } from './find.ts';
import { SERVER_VERSION } from './server.ts';

interface Explained {
  readonly spec: QuerySpec;
  readonly projection: Document | undefined;
  /** Stages of a pipeline that run behind the query. */
  readonly stages: readonly Document[];
  readonly count: boolean;
}

/** The query inside an explained command. */
function explainedOf(engine: Engine, inner: CommandRequest): Explained {
  const { command, name } = inner;
  const plain = (spec: QuerySpec): Explained => ({ spec, projection: undefined, stages: [], count: false });
  switch (name) {
    case 'find':
      return { ...plain(findSpec(inner)), projection: command.projection };
    case 'count':
    case 'distinct':
      return {
        ...plain({
          filter: command.query ?? {},
          hint: hintField(command.hint),
          collation: command.collation,
        }),
        count: name === 'count',
      };
    case 'findAndModify':
    case 'findandmodify': {
      const { query: filter = {}, sort, hint, collation } = command as Document;
      return plain({ filter, sort, limit: 1, hint: hintField(hint), collation });
    }
    case 'update':
    case 'delete': {
      const first = ((name === 'update' ? command.updates : command.deletes) as Document[])[0];
      if (first === undefined) throw new CommandError(9, `explain needs a statement of ${name}`);
      const one = name === 'update' ? first.multi !== true : first.limit === 1;
      return plain({
        filter: first.q,
        ...(one ? { limit: 1 } : {}),
        hint: hintField(first.hint),
        collation: first.collation,
      });
    }
    case 'aggregate': {
      const { spec, rest } = pipelineHead(engine, inner);
      return { ...plain(spec), stages: rest };
    }
    default:
      throw new CommandError(59, `Explain failed due to unknown command: ${name}`);
  }
}

async function execute(engine: Engine, query: PreparedQuery): Promise<Document> {
  const begun = performance.now();
  const run = new QueryRun(engine.kv, query);
  let nReturned = 0;
  for (let deadline = sliceEnd(); ; ) {
    const hit = run.nextHit(deadline);
    if (hit === undefined) break;
    if (hit === PAUSED) {
      await giveWay();
      deadline = sliceEnd();
    } else nReturned += 1;
  }
  const executionTimeMillis = Math.round(performance.now() - begun);
  const walksDocuments = query.plan.accesses.every((access) => access.index === undefined && access.whole);
  return {
    executionSuccess: true,
    nReturned,
    executionTimeMillis,
    totalKeysExamined: walksDocuments ? 0 : run.scan.keysExamined,
    totalDocsExamined: run.scan.docsExamined,
  };
}

async function run(engine: Engine, request: CommandRequest): Promise<Document> {
  const command: unknown = request.command.explain;
  if (!isDocument(command)) throw new CommandError(14, "BSON field 'explain.explain' must be an object");
  const verbosity: unknown = request.command.verbosity ?? 'allPlansExecution';
  const inner: CommandRequest = { ...request, name: Object.keys(command)[0] ?? '', command };
  const ns = namespaceOf(inner);
  const { spec, projection, stages, count } = explainedOf(engine, inner);
  const collection = engine.catalog.get(ns);
  const query = collection === undefined ? undefined : prepareQuery(engine.kv, collection, spec);
  const plan = query === undefined ? { stage: 'EOF' } : winningPlan(query, projection);
  const queryPlanner = {
    namespace: ns,
    parsedQuery: spec.filter,
    indexFilterSet: false,
    maxIndexedOrSolutionsReached: false,
    winningPlan: count ? { stage: 'COUNT', inputStage: plan } : plan,
    rejectedPlans: [],
  };
  const none = {
    executionSuccess: true,
    nReturned: 0,
    executionTimeMillis: 0,
    totalKeysExamined: 0,
    totalDocsExamined: 0,
  };
  const executionStats =
    verbosity === 'queryPlanner' ? undefined : query === undefined ? none : await execute(engine, query);
  const found = {
    queryPlanner,
    ...(executionStats === undefined
      ? {}
      : {
          executionStats: {
            ...executionStats,
            executionStages: { ...plan, nReturned: executionStats.nReturned },
          },
        }),
  };
  return {
    explainVersion: '1',
    ...(stages.length > 0 ? { stages: [{ $cursor: found }, ...stages] } : found),
    command,
    serverInfo: { host: 'embedded', port: 0, version: SERVER_VERSION, gitVersion: 'embedded' },
  };
}

export const explain: CommandDefinition = { run, fields: ['explain', 'verbosity', 'comment'] };
