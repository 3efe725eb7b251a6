import type { Document } from 'bson';
import { CommandError } from '../errors.ts';
import { compileProjection } from '../project/index.ts';
import { decodeTyped } from '../store/decode.ts';
import type { Engine } from '../store/engine.ts';
import { type Change, modifyInSlices, modifyNow, TOO_LONG } from '../store/modify.ts';
import type { QuerySpec } from '../store/query.ts';
import { TimeLimit } from '../store/time.ts';
import { type CompiledUpdate, compileUpdate } from '../update/index.ts';
import { onBytes } from '../update/splice.ts';
import { readerOf } from '../values/read-fields.ts';
import {
  checkWriteConcern,
  countField,
  documentField,
  flagField,
  hintField,
  namespaceOf,
} from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';
import { replyWith } from './cursor-reply.ts';
import { insertUpserted } from './update.ts';
import { letVariables } from './variables.ts';

const readUpdate = readerOf(['update', 'arrayFilters']);
const readFilter = readerOf(['query']);

interface Outcome {
  readonly matched: number;
  /** Stored documents as they are stored. */
  readonly value: Buffer | Document | null;
  readonly upserted: Document | undefined;
}

interface Task {
  readonly ns: string;
  readonly spec: QuerySpec;
  readonly typedFilter: () => Document;
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
  const typed = readUpdate(request.body, true);
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
    typedFilter: () => (readFilter(request.body, true).query ?? {}) as Document,
    update: remove
      ? undefined
      : compileUpdate(typed.update as Document, {
          arrayFilters: typed.arrayFilters as readonly unknown[] | undefined,
          filter,
          variables,
          collation,
        }),
    upsert,
    wantsNew,
  };
}

async function modify(engine: Engine, task: Task, limit: TimeLimit): Promise<Outcome> {
  const { ns, spec, update, upsert, wantsNew } = task;
  const updateBytes = update === undefined ? undefined : onBytes(update);
  let value: Buffer | null = null;
  const change: Change = ({ collection, key, raw }) => {
    value = raw;
    if (updateBytes === undefined) {
      engine.documents.remove(collection, key, raw);
      return true;
    }
    const updated = updateBytes(raw);
    if (updated === undefined) return false;
    if (wantsNew) value = updated.raw;
    engine.documents.replace(collection, key, raw, updated.raw, updated.changed);
    return true;
  };
  const finish = (matched: number): Outcome => {
    if (matched > 0 || update === undefined || !upsert)
      return { matched, value: matched > 0 ? value : null, upserted: undefined };
    const made = insertUpserted(engine, ns, task.typedFilter(), update);
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

async function run(engine: Engine, request: CommandRequest): Promise<Document | Buffer> {
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
  if (value !== null && project !== undefined) {
    return { lastErrorObject, value: project(Buffer.isBuffer(value) ? decodeTyped(value) : value) };
  }
  return Buffer.isBuffer(value) ? replyWith({ lastErrorObject }, 'value', value) : { lastErrorObject, value };
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
