import type { Document } from 'bson';
import { CommandError } from '../errors.ts';
import { encode } from '../store/decode.ts';
import type { Engine } from '../store/engine.ts';
import { type Modification, modifyInSlices, modifyNow, type Target, TOO_LONG } from '../store/modify.ts';
import type { QuerySpec } from '../store/query.ts';
import { TimeLimit } from '../store/time.ts';
import { type CompiledUpdate, compileUpdate } from '../update/index.ts';
import { type ByteUpdate, onBytes } from '../update/splice.ts';
import { readerOf } from '../values/read-fields.ts';
import { isDocument } from '../values/types.ts';
import { checkWriteConcern, countField, hintField, namespaceOf } from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';
import { letVariables } from './variables.ts';
import { checkBatch, runBatch, type Statement } from './write-batch.ts';

const STATEMENT_FIELDS = new Set([
  'q',
  'u',
  'c',
  'multi',
  'upsert',
  'upsertSupplied',
  'collation',
  'arrayFilters',
  'hint',
  'sampleId',
]);

const readOthers = readerOf(['u'], true);
const readUpdate = readerOf(['u', 'arrayFilters', 'collation', 'c']);
const readFilter = readerOf(['q']);

interface UpdateResult extends Modification {
  /** The document an upsert made. */
  readonly inserted: Document | undefined;
}

/** Changes a stored document; false when the update leaves it as it was. */
function applyUpdate(engine: Engine, { collection, key, raw }: Target, update: ByteUpdate): boolean {
  const updated = update(raw);
  if (updated === undefined) return false;
  engine.documents.replace(collection, key, raw, updated.raw, updated.changed);
  return true;
}

/** Inside a write transaction: inserts what an upsert makes of its filter; gives the document with types kept. */
export function insertUpserted(
  engine: Engine,
  ns: string,
  filter: Document,
  update: CompiledUpdate,
): Document {
  const document = update.upsert(filter);
  engine.documents.insert(engine.catalog.getOrCreate(ns), encode(document));
  return document;
}

function compile(statement: Document, typed: Document, variables: Document | undefined): CompiledUpdate {
  const { u: update, arrayFilters, collation, c: constants } = typed;
  if (!Array.isArray(update) && !isDocument(update)) {
    throw new CommandError(9, 'Update argument must be either an object or an array');
  }
  if (constants !== undefined && !Array.isArray(update)) {
    throw new CommandError(51198, 'Constant values may only be specified for pipeline updates');
  }
  if (arrayFilters !== undefined && !Array.isArray(arrayFilters)) {
    throw new CommandError(14, "BSON field 'update.updates.arrayFilters' must be an array");
  }
  const compiled = compileUpdate(update, {
    arrayFilters,
    filter: statement.q,
    variables: { ...variables, ...constants },
    collation,
  });
  if (statement.multi === true && compiled.isReplacement) {
    throw new CommandError(9, 'multi update is not supported for replacement-style update');
  }
  return compiled;
}

function statementOf(
  engine: Engine,
  ns: string,
  raw: Buffer,
  variables: Document | undefined,
  limit: TimeLimit,
): Statement<UpdateResult> {
  // The update itself is decoded once, with its types; the filter a second time only for an upsert.
  const plain: Document = readOthers(raw, false);
  for (const field of Object.keys(plain)) {
    if (!STATEMENT_FIELDS.has(field)) {
      throw new CommandError(40415, `BSON field 'update.updates.${field}' is an unknown field.`);
    }
  }
  const { q: filter, multi, upsert, collation, hint } = plain;
  if (!isDocument(filter)) throw new CommandError(14, "BSON field 'update.updates.q' must be an object");
  const spec: QuerySpec = {
    filter,
    ...(multi === true ? {} : { limit: 1 }),
    collation,
    hint: hintField(hint),
    variables,
  };
  let compiled: { readonly update: CompiledUpdate; readonly onBytes: ByteUpdate } | undefined;
  const compiledUpdate = (): NonNullable<typeof compiled> => {
    if (compiled === undefined) {
      const update = compile(plain, readUpdate(raw, true), variables);
      compiled = { update, onBytes: onBytes(update) };
    }
    return compiled;
  };
  const finish = (done: Modification): UpdateResult => ({
    ...done,
    inserted:
      done.matched === 0 && upsert === true
        ? insertUpserted(engine, ns, readFilter(raw, true).q as Document, compiledUpdate().update)
        : undefined,
  });
  return {
    now() {
      const done = modifyNow(engine, ns, spec, (target) =>
        applyUpdate(engine, target, compiledUpdate().onBytes),
      );
      if (done === TOO_LONG) return TOO_LONG;
      compiledUpdate();
      return finish(done);
    },
    async slowly() {
      const done = await modifyInSlices(engine, ns, spec, limit, (target) =>
        applyUpdate(engine, target, compiledUpdate().onBytes),
      );
      return engine.writer.run(() => finish(done));
    },
  };
}

async function run(engine: Engine, request: CommandRequest): Promise<Document> {
  const ns = namespaceOf(request);
  checkWriteConcern(request);
  const variables = letVariables(request);
  const limit = new TimeLimit(countField(request, 'maxTimeMS'));
  const statements = checkBatch(request, 'updates').map((raw) =>
    statementOf(engine, ns, raw, variables, limit),
  );
  const { results, writeErrors } = await runBatch(engine, statements, request.command.ordered !== false);
  let n = 0;
  let nModified = 0;
  const upserted: Document[] = [];
  for (const [index, { matched, modified, inserted }] of results) {
    n += matched;
    nModified += modified;
    if (inserted === undefined) continue;
    n += 1;
    upserted.push({ index, _id: inserted._id });
  }
  return {
    n,
    ...(upserted.length > 0 ? { upserted } : {}),
    nModified,
    ...(writeErrors.length > 0 ? { writeErrors } : {}),
  };
}

export const update: CommandDefinition = {
  run,
  fields: ['update', 'updates', 'ordered', 'bypassDocumentValidation', 'let', 'comment'],
};
