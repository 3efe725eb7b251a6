import type { Socket } from 'node:net';
import type { Document } from 'bson';
import { buildReply, MAX_MESSAGE_BYTES, parseMessage, type Request } from './message.ts';

const HEADER_BYTES = 16;

/** Commands of one connection that wait for the one before; then no more are read. */
const MAX_WAITING = 100;

/** Answers one command; never rejects. */
export type Handler = (
  request: Request,
  connectionId: number,
) => Promise<Document | Buffer> | Document | Buffer;

/** Cuts the byte stream of one client into messages, hands them to `handle` one after another, writes the answers. */
export function serveConnection(socket: Socket, connectionId: number, handle: Handler): void {
  let chunks: Buffer[] = [];
  let buffered = 0;
  let needed = HEADER_BYTES;
  let busy = false;
  const waiting: Buffer[] = [];

  const closeAfterNonsense = (): void => {
    socket.destroy();
  };

  /** A client that does not read its answers is not served until it does. */
  const answer = (request: Request, reply: Document | Buffer): Promise<void> | undefined => {
    if (request.silent || socket.destroyed || socket.write(buildReply(request, reply))) return undefined;
    return new Promise((resolve) => {
      const go = (): void => {
        socket.off('drain', go);
        socket.off('close', go);
        resolve();
      };
      socket.on('drain', go);
      socket.on('close', go);
    });
  };

  const drain = async (first: Buffer): Promise<void> => {
    busy = true;
    let message: Buffer | undefined = first;
    while (message !== undefined && !socket.destroyed) {
      const request = parseMessage(message);
      const reply = handle(request, connectionId);
      const flushed = answer(request, reply instanceof Promise ? await reply : reply);
      if (flushed !== undefined) await flushed;
      message = waiting.shift();
      if (waiting.length === 0 && socket.isPaused()) socket.resume();
    }
    busy = false;
  };

  const take = (message: Buffer): void => {
    if (busy) {
      waiting.push(message);
      if (waiting.length >= MAX_WAITING) socket.pause();
    } else drain(message).catch(closeAfterNonsense);
  };

  socket.setNoDelay(true);
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    buffered += chunk.length;
    while (buffered >= needed) {
      const all: Buffer = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      const size = all.readInt32LE(0);
      if (size < HEADER_BYTES + 5 || size > MAX_MESSAGE_BYTES) return closeAfterNonsense();
      if (all.length < size) {
        chunks = [all];
        needed = size;
        return;
      }
      const rest = all.subarray(size);
      chunks = rest.length > 0 ? [rest] : [];
      buffered = rest.length;
      needed = HEADER_BYTES;
      take(all.subarray(0, size));
    }
  });
  socket.on('error', closeAfterNonsense);
}
