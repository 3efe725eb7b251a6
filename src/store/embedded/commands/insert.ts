import { type Document, ObjectId } from 'bson';
import { CommandError } from '../errors.ts';
import { decodeTyped, encode } from '../store/decode.ts';
import type { Engine } from '../store/engine.ts';
import { checkId } from '../update/upsert.ts';
import { checkElements, firstField } from '../values/elements.ts';
import { readerOf } from '../values/read-fields.ts';
import { checkWriteConcern, flagField, namespaceOf } from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';
import { checkBatch, runBatch } from './write-batch.ts';

const readId = readerOf(['_id']);

function checkBson(raw: Buffer): void {
  try {
    checkElements(raw);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    throw new CommandError(22, `A document is no valid BSON: ${why}`);
  }
}

/** The document as it is stored: with an _id, and the _id first. */
function withIdFirst(raw: Buffer): Buffer {
  checkBson(raw);
  const { _id: given } = readId(raw, false);
  if (given !== undefined) {
    checkId(given);
    if (firstField(raw) === '_id') return raw;
  }
  const { _id: id = new ObjectId(), ...rest } = decodeTyped(raw);
  return encode({ _id: id, ...rest });
}

async function run(engine: Engine, request: CommandRequest): Promise<Document> {
  const ns = namespaceOf(request);
  checkWriteConcern(request);
  const raws = checkBatch(request, 'documents');
  const ordered = request.command.ordered !== false;
  flagField(request, 'bypassDocumentValidation');
  const statements = raws.map((given) => ({
    now: (): true => {
      const raw = withIdFirst(given);
      engine.documents.insert(engine.catalog.getOrCreate(ns), raw);
      return true;
    },
  }));
  const { results, writeErrors } = await runBatch(engine, statements, ordered);
  return { n: results.size, ...(writeErrors.length > 0 ? { writeErrors } : {}) };
}

export const insert: CommandDefinition = {
  run,
  fields: ['insert', 'documents', 'ordered', 'bypassDocumentValidation', 'comment'],
};
