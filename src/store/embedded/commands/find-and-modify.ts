import type { Document } from 'bson';
import { CommandError } from '../errors.ts';
import { compileProjection } from '../project/index.ts';
import { decodeTyped, encode } from '../store/decode.ts';
import type { Engine } from '../store/engine.ts';
import { type Change, modifyInSlices, modifyNow, TOO_LONG } from '../store/modify.ts';
import type { QuerySpec } from '../store/query.ts';
import { TimeLimit } from '../store/time.ts';
import { type CompiledUpdate, compileUpdate } from '../update/index.ts';
import {
  checkWriteConcern,
  countField,
  documentField,
  flagField,
  hintField,
  namespaceOf,
} from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';
import { insertUpserted } from './update.ts';
import { letVariables } from './variables.ts';

interface Outcome {
  readonly matched: number;
  readonly value: Document | null;
  readonly upserted: Document | undefined;
}

interface Task {
  readonly ns: string;
  readonly spec: QuerySpec;
  readonly typedFilter: Document;
  readonly update: CompiledUpdate | undefined;
  readonly upsert: boolean;
  readonly wantsNew: boolean;
}

function taskOf(request: CommandRequest): Task {
  const { command } = request;
  const remove = flagField(request, 'remove');
  const upsert = flagField(request, 'upsert');
  const wantsNew = flagField(request, 'new');
  if (remove && command.update !== undefined) {
    throw new CommandError(9, 'Cannot specify both an update and remove=true');
  }
  if (!remove && command.update === undefined) {
    throw new CommandError(9, 'Either an update or remove=true must be specified');
  }
  if (remove && upsert) throw new CommandError(9, 'Cannot specify both upsert=true and remove=true');
  if (remove && wantsNew) {
    throw new CommandError(
      9,
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    );
  }
  const typed = decodeTyped(request.body);
  const filter = documentField(request, 'query') ?? {};
  const variables = letVariables(request);
  const collation = documentField(request, 'collation');
  return {
    ns: namespaceOf(request),
    spec: {
      filter,
      sort: documentField(request, 'sort'),
      limit: 1,
      hint: hintField(command.hint),
      collation,
      variables,
    },
    typedFilter: typed.query ?? {},
    update: remove
      ? undefined
      : compileUpdate(typed.update, { arrayFilters: typed.arrayFilters, filter, variables, collation }),
    upsert,
    wantsNew,
  };
}

async function modify(engine: Engine, task: Task, limit: TimeLimit): Promise<Outcome> {
  const { ns, spec, update, upsert, wantsNew } = task;
  let value: Document | null = null;
  const change: Change = ({ collection, key, raw }) => {
    const before = decodeTyped(raw);
    value = before;
    if (update === undefined) {
      engine.documents.remove(collection, key, raw);
      return true;
    }
    const after = update.apply(before);
    if (wantsNew) value = after;
    if (after === before) return false;
    engine.documents.replace(collection, key, raw, encode(after), (field) => before[field] === after[field]);
    return true;
  };
  const finish = (matched: number): Outcome => {
    if (matched > 0 || update === undefined || !upsert)
      return { matched, value: matched > 0 ? value : null, upserted: undefined };
    const made = insertUpserted(engine, ns, task.typedFilter, update);
    return { matched, value: wantsNew ? made : null, upserted: made };
  };
  const quick = await engine.writer.run(() => {
    const done = modifyNow(engine, ns, spec, change);
    return done === TOO_LONG ? TOO_LONG : finish(done.matched);
  });
  if (quick !== TOO_LONG) return quick;
  const done = await modifyInSlices(engine, ns, spec, limit, change);
  return engine.writer.run(() => finish(done.matched));
}

async function run(engine: Engine, request: CommandRequest): Promise<Document> {
  checkWriteConcern(request);
  const task = taskOf(request);
  const projection = documentField(request, 'fields');
  const project =
    projection === undefined || Object.keys(projection).length === 0
      ? undefined
      : compileProjection(projection, task.spec);
  const limit = new TimeLimit(countField(request, 'maxTimeMS'));
  const { matched, value, upserted } = await modify(engine, task, limit);
  const lastErrorObject =
    task.update === undefined
      ? { n: matched }
      : {
          n: matched + (upserted === undefined ? 0 : 1),
          updatedExisting: matched > 0,
          ...(upserted === undefined ? {} : { upserted: upserted._id }),
        };
  return { lastErrorObject, value: value !== null && project !== undefined ? project(value) : value };
}

export const findAndModify: CommandDefinition = {
  run,
  fields: [
    'findAndModify',
    'findandmodify',
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'bypassDocumentValidation',
    'collation',
    'arrayFilters',
    'hint',
    'let',
    'comment',
  ],
};
