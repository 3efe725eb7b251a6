import { type Document, serialize } from 'bson';
import { BATCH_BYTES, type Batch, type BatchSource } from '../store/cursors.ts';
import type { Engine } from '../store/engine.ts';

/** MongoDB's size of a first batch when the client names none. */
const FIRST_BATCH = 101;

const TAIL = Buffer.from(serialize({ ok: 1 })).subarray(4); // `ok: 1` and the closing byte

const HEADS: Buffer[] = [];
/** What stands before an array's element that is a document: its type and its position. */
function headOf(at: number): Buffer {
  for (let next = HEADS.length; next <= at; next++) HEADS.push(Buffer.from(`\x03${next}\0`, 'latin1'));
  return HEADS[at] as Buffer;
}

/** `{ cursor: { <name>: [documents], id, ns }, ok: 1 }` from documents that are BSON already. */
function encodeCursor(name: string, documents: readonly Buffer[], id: bigint, ns: string): Buffer {
  const nsBytes = Buffer.byteLength(ns);
  let arrayBytes = 5;
  for (let at = 0; at < documents.length; at++) {
    arrayBytes += headOf(at).length + (documents[at] as Buffer).length;
  }
  // int32 size + array (1 + name + 1 + array) + id (1 + 'id\0' + 8) + ns (1 + 'ns\0' + 4 + text + 1) + end
  const cursorBytes = 4 + (2 + name.length + arrayBytes) + 12 + (8 + nsBytes + 1) + 1;
  const total = 4 + 8 + cursorBytes + TAIL.length;
  const out = Buffer.allocUnsafe(total);
  let at = out.writeInt32LE(total, 0);
  at = out.writeUInt8(3, at);
  at += out.write('cursor\0', at, 'latin1');
  at = out.writeInt32LE(cursorBytes, at);
  at = out.writeUInt8(4, at);
  at += out.write(`${name}\0`, at, 'latin1');
  at = out.writeInt32LE(arrayBytes, at);
  for (let index = 0; index < documents.length; index++) {
    const document = documents[index] as Buffer;
    const head = headOf(index);
    for (let byte = 0; byte < head.length; byte++) out[at + byte] = head[byte] as number;
    at += head.length;
    out.set(document, at);
    at += document.length;
  }
  at = out.writeUInt8(0, at);
  at = out.writeUInt8(18, at);
  at += out.write('id\0', at, 'latin1');
  at = out.writeBigInt64LE(id, at);
  at = out.writeUInt8(2, at);
  at += out.write('ns\0', at, 'latin1');
  at = out.writeInt32LE(nsBytes + 1, at);
  at += out.write(ns, at, 'utf8');
  at = out.writeUInt8(0, at);
  at = out.writeUInt8(0, at);
  out.set(TAIL, at);
  return out;
}

/** A finished reply of some fields, a document that is BSON already, and `ok: 1`. */
export function replyWith(fields: Document, name: string, document: Buffer): Buffer {
  const head = serialize(fields).subarray(0, -1);
  const reply = Buffer.concat([head, Buffer.from(`\x03${name}\0`, 'latin1'), document, TAIL]);
  reply.writeInt32LE(reply.length, 0);
  return reply;
}

export interface CursorOptions {
  readonly batchSize?: number | undefined;
  readonly singleBatch?: boolean;
  readonly noTimeout?: boolean;
}

/** Answers a command with the first batch of a source and keeps the rest as a cursor. */
export async function openCursor(
  engine: Engine,
  ns: string,
  source: BatchSource,
  { batchSize, singleBatch = false, noTimeout = false }: CursorOptions = {},
): Promise<Buffer> {
  const count = batchSize ?? FIRST_BATCH;
  const batch: Batch = count === 0 ? { documents: [], done: false } : await source.next(count, BATCH_BYTES);
  if (batch.done || singleBatch) {
    source.close?.();
    return encodeCursor('firstBatch', batch.documents, 0n, ns);
  }
  return encodeCursor('firstBatch', batch.documents, engine.cursors.add(ns, source, noTimeout), ns);
}

/** The answer to getMore. */
export function nextBatchReply(batch: Batch, id: bigint, ns: string): Buffer {
  return encodeCursor('nextBatch', batch.documents, batch.done ? 0n : id, ns);
}

/** A source over documents that are all there already. */
export function listSource(documents: readonly Buffer[]): BatchSource {
  let at = 0;
  return {
    next(count, bytes) {
      const batch: Buffer[] = [];
      for (let size = 0; at < documents.length && batch.length < count && size < bytes; at++) {
        const document = documents[at] as Buffer;
        size += document.length;
        if (size > bytes && batch.length > 0) break;
        batch.push(document);
      }
      return Promise.resolve({ documents: batch, done: at >= documents.length });
    },
  };
}
