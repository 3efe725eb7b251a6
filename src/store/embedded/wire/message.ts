import type { Document } from 'bson';
import { serialize } from 'bson';
import { decode } from '../values/decode.ts';
import { firstField } from '../values/elements.ts';
import { type FieldReader, readerOf } from '../values/read-fields.ts';

/** Operation codes of the MongoDB wire protocol (mongodb.com/docs/manual/reference/mongodb-wire-protocol). */
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

const HEADER_BYTES = 16;
const FLAG_CHECKSUM = 1;
const FLAG_MORE_TO_COME = 2;

/** Largest message accepted, as MongoDB announces it in `hello`. */
export const MAX_MESSAGE_BYTES = 48_000_000;

export interface Request {
  readonly requestId: number;
  /** The command with promoted values; the statements of write commands are arrays of raw BSON. */
  readonly command: Document;
  /** The command's bytes, to decode again with the types kept. */
  readonly body: Buffer;
  readonly database: string;
  /** The client wants no answer (unacknowledged write). */
  readonly silent: boolean;
  /** Legacy handshake: the answer must be an OP_REPLY. */
  readonly legacy: boolean;
}

/** Thrown for bytes that are no MongoDB message: the connection is closed. */
class ProtocolError extends Error {}

/** Sessions mean nothing to most commands, and decoding their UUID is a good part of decoding a small command. */
const SESSION = ['lsid', '$clusterTime'];
const withoutSession = readerOf(SESSION, true);

/** The commands that are read in another way. The statements of a write stay raw: documents are stored as received. */
const READERS = new Map<string, FieldReader>([
  ['aggregate', decode], // $listLocalSessions asks for the session
  ['insert', readerOf(SESSION, true, 'documents')],
  ['update', readerOf(SESSION, true, 'updates')],
  ['delete', readerOf(SESSION, true, 'deletes')],
]);

function decodeCommand(body: Buffer): Document {
  const read = READERS.get(firstField(body) ?? '') ?? withoutSession;
  return read(body, false);
}

/** A slice of a received buffer that may be kept: the receive buffer itself is not re-used. */
function documentAt(message: Buffer, offset: number): Buffer {
  if (offset + 5 > message.length) throw new ProtocolError('a document runs past the message');
  const size = message.readInt32LE(offset);
  if (size < 5 || offset + size > message.length) throw new ProtocolError('a document has a wrong length');
  return message.subarray(offset, offset + size);
}

function readSequence(message: Buffer, start: number, end: number): { name: string; documents: Buffer[] } {
  const nameEnd = message.indexOf(0, start);
  if (nameEnd < 0 || nameEnd >= end) throw new ProtocolError('a document sequence has no name');
  const documents: Buffer[] = [];
  for (let at = nameEnd + 1; at < end; ) {
    const document = documentAt(message, at);
    documents.push(document);
    at += document.length;
  }
  return { name: message.toString('utf8', start, nameEnd), documents };
}

function parseMsg(message: Buffer, requestId: number): Request {
  const flags = message.readUInt32LE(HEADER_BYTES);
  if ((flags & 0xffff & ~(FLAG_CHECKSUM | FLAG_MORE_TO_COME)) !== 0)
    throw new ProtocolError('unknown required flag');
  const end = message.length - (flags & FLAG_CHECKSUM ? 4 : 0);
  let body: Buffer | undefined;
  const sequences: { name: string; documents: Buffer[] }[] = [];
  for (let at = HEADER_BYTES + 4; at < end; ) {
    const kind = message[at];
    at += 1;
    if (kind === 0) {
      body = documentAt(message, at);
      at += body.length;
    } else if (kind === 1) {
      const size = message.readInt32LE(at);
      if (size < 5 || at + size > end) throw new ProtocolError('a document sequence has a wrong length');
      sequences.push(readSequence(message, at + 4, at + size));
      at += size;
    } else throw new ProtocolError(`unknown section kind ${kind}`);
  }
  if (body === undefined) throw new ProtocolError('a message without a body');
  const command = decodeCommand(body);
  for (const sequence of sequences) command[sequence.name] = sequence.documents;
  const database = typeof command.$db === 'string' ? command.$db : 'admin';
  return { requestId, command, body, database, silent: (flags & FLAG_MORE_TO_COME) !== 0, legacy: false };
}

function parseQuery(message: Buffer, requestId: number): Request {
  const nameEnd = message.indexOf(0, HEADER_BYTES + 4);
  if (nameEnd < 0) throw new ProtocolError('a query without a collection');
  const namespace = message.toString('utf8', HEADER_BYTES + 4, nameEnd);
  const body = documentAt(message, nameEnd + 9);
  const dot = namespace.indexOf('.');
  const database = dot < 0 ? namespace : namespace.slice(0, dot);
  return { requestId, command: decodeCommand(body), body, database, silent: false, legacy: true };
}

/** Reads one complete message. */
export function parseMessage(message: Buffer): Request {
  const requestId = message.readInt32LE(4);
  const operation = message.readInt32LE(12);
  if (operation === OP_MSG) return parseMsg(message, requestId);
  if (operation === OP_QUERY) return parseQuery(message, requestId);
  throw new ProtocolError(`operation ${operation} is not spoken here`);
}

let nextReplyId = 1;

function header(out: Buffer, responseTo: number, operation: number): void {
  out.writeInt32LE(out.length, 0);
  out.writeInt32LE(nextReplyId, 4);
  nextReplyId = (nextReplyId + 1) & 0x7fffffff;
  out.writeInt32LE(responseTo, 8);
  out.writeInt32LE(operation, 12);
}

/** Frames an answer; `reply` is a document or one already in BSON. */
export function buildReply(request: Request, reply: Document | Buffer): Buffer {
  const body = Buffer.isBuffer(reply) ? reply : serialize(reply, { ignoreUndefined: true });
  if (request.legacy) {
    const out = Buffer.allocUnsafe(HEADER_BYTES + 20 + body.length);
    header(out, request.requestId, OP_REPLY);
    out.fill(0, HEADER_BYTES, HEADER_BYTES + 20);
    out.writeInt32LE(8, HEADER_BYTES); // AwaitCapable, as every server since 2.6 answers
    out.writeInt32LE(1, HEADER_BYTES + 16);
    out.set(body, HEADER_BYTES + 20);
    return out;
  }
  const out = Buffer.allocUnsafe(HEADER_BYTES + 5 + body.length);
  header(out, request.requestId, OP_MSG);
  out.writeUInt32LE(0, HEADER_BYTES);
  out[HEADER_BYTES + 4] = 0;
  out.set(body, HEADER_BYTES + 5);
  return out;
}
