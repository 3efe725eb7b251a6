import { type Document, ObjectId } from 'bson';
import { CommandError } from '../errors.ts';
import { decodePlain, decodeTyped, encode } from '../store/decode.ts';
import type { Engine } from '../store/engine.ts';
import { checkId } from '../update/upsert.ts';
import { checkWriteConcern, flagField, namespaceOf } from './arguments.ts';
import type { CommandDefinition, CommandRequest } from './context.ts';
import { checkBatch, runBatch } from './write-batch.ts';

function decoded(raw: Buffer): Document {
  try {
    return decodePlain(raw);
  } catch (error) {
    throw new CommandError(
      22,
      `A document is no valid BSON: ${error instanceof Error ? error.message : 'unknown'}`,
    );
  }
}

/** The document as it is stored: with an _id, and the _id first. Undefined second part: bytes as given. */
function withIdFirst(raw: Buffer): { raw: Buffer; document: Document } {
  const document = decoded(raw);
  if (Object.hasOwn(document, '_id') && document._id !== undefined) {
    checkId(document._id);
    if (Object.keys(document)[0] === '_id') return { raw, document };
  }
  const { _id: id = new ObjectId(), ...rest } = decodeTyped(raw);
  const ordered = encode({ _id: id, ...rest });
  return { raw: ordered, document: decodePlain(ordered) };
}

async function run(engine: Engine, request: CommandRequest): Promise<Document> {
  const ns = namespaceOf(request);
  checkWriteConcern(request);
  const raws = checkBatch(request, 'documents');
  const ordered = request.command.ordered !== false;
  flagField(request, 'bypassDocumentValidation');
  const statements = raws.map((given) => ({
    now: (): true => {
      const { raw, document } = withIdFirst(given);
      engine.documents.insert(engine.catalog.getOrCreate(ns), raw, document);
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
