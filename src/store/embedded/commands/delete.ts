import type { Document } from 'bson';
import { CommandError } from '../errors.ts';
import { decodePlain } from '../store/decode.ts';
import type { Engine } from '../store/engine.ts';
import { modifyInSlices, modifyNow, type Target } from '../store/modify.ts';
import type { QuerySpec } from '../store/query.ts';
import { TimeLimit } from '../store/time.ts';
import { isDocument } from '../values/types.ts';
import { checkWriteConcern, countField, hintField, namespaceOf } from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';
import { letVariables } from './variables.ts';
import { checkBatch, runBatch } from './write-batch.ts';

const STATEMENT_FIELDS = new Set(['q', 'limit', 'collation', 'hint', 'sampleId']);

function specOf(statement: Document, variables: Document | undefined): QuerySpec {
  for (const field of Object.keys(statement)) {
    if (!STATEMENT_FIELDS.has(field)) {
      throw new CommandError(40415, `BSON field 'delete.deletes.${field}' is an unknown field.`);
    }
  }
  const { q: filter, limit, collation, hint } = statement;
  if (!isDocument(filter)) throw new CommandError(14, "BSON field 'delete.deletes.q' must be an object");
  if (limit !== 0 && limit !== 1) {
    throw new CommandError(9, `The limit field in delete objects must be 0 or 1. Got ${String(limit)}`);
  }
  return { filter, limit, collation, hint: hintField(hint), variables };
}

async function run(engine: Engine, request: CommandRequest): Promise<Document> {
  const ns = namespaceOf(request);
  checkWriteConcern(request);
  const statements = checkBatch(request, 'deletes').map(decodePlain);
  const variables = letVariables(request);
  const ordered = request.command.ordered !== false;
  const limit = new TimeLimit(countField(request, 'maxTimeMS'));
  const specs = statements.map((statement) => specOf(statement, variables));
  const remove = ({ collection, key, raw }: Target): boolean => {
    engine.documents.remove(collection, key, raw);
    return true;
  };
  const { results, writeErrors } = await runBatch(
    engine,
    specs.map((spec) => ({
      now: () => modifyNow(engine, ns, spec, remove),
      slowly: () => modifyInSlices(engine, ns, spec, limit, remove),
    })),
    ordered,
  );
  let n = 0;
  for (const { matched } of results.values()) n += matched;
  return { n, ...(writeErrors.length > 0 ? { writeErrors } : {}) };
}

export const deleteCommand: CommandDefinition = {
  run,
  fields: ['delete', 'deletes', 'ordered', 'let', 'comment'],
};
