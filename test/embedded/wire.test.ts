import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Document, deserialize, serialize } from 'bson';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmbeddedStore, startEmbedded } from '../../src/store/embedded/index.ts';

const OP_QUERY = 2004;
const OP_MSG = 2013;

let root: string;
let store: EmbeddedStore;
let socket: Socket;
let received: Buffer;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'okno-wire-'));
  store = await startEmbedded({ dir: root, listen: { port: 0 } });
  received = Buffer.alloc(0);
  socket = connect(Number(new URL(store.uri.replace('mongodb:', 'http:')).port), '127.0.0.1');
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
  });
  socket.on('error', () => {});
});

afterEach(async () => {
  socket.destroy();
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

function framed(operation: number, body: Buffer, requestId = 1): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + body.length, 0);
  header.writeInt32LE(requestId, 4);
  header.writeInt32LE(operation, 12);
  return Buffer.concat([header, body]);
}

function message(command: Document, { flags = 0, sections = [] as Buffer[], requestId = 1 } = {}): Buffer {
  const flagBytes = Buffer.alloc(4);
  flagBytes.writeUInt32LE(flags);
  const body = Buffer.from(serialize({ ...command, $db: 'app' }));
  return framed(OP_MSG, Buffer.concat([flagBytes, Buffer.from([0]), body, ...sections]), requestId);
}

function sequence(name: string, documents: readonly Document[]): Buffer {
  const content = Buffer.concat([
    Buffer.from(`${name}\0`),
    ...documents.map((document) => serialize(document)),
  ]);
  const size = Buffer.alloc(5);
  size[0] = 1;
  size.writeInt32LE(content.length + 4, 1);
  return Buffer.concat([size, content]);
}

async function replies(count: number): Promise<{ to: number; reply: Document }[]> {
  const found: { to: number; reply: Document }[] = [];
  await expect
    .poll(() => {
      found.length = 0;
      for (let at = 0; at + 16 <= received.length; ) {
        const size = received.readInt32LE(at);
        if (at + size > received.length) break;
        const skip = received.readInt32LE(at + 12) === OP_MSG ? 21 : 36;
        found.push({
          to: received.readInt32LE(at + 8),
          reply: deserialize(received.subarray(at + skip, at + size)),
        });
        at += size;
      }
      return found.length;
    })
    .toBe(count);
  return found;
}

test('the old form of the handshake is answered in its own form', async () => {
  const head = Buffer.concat([
    Buffer.alloc(4),
    Buffer.from('admin.$cmd\0'),
    Buffer.from([0, 0, 0, 0, 255, 255, 255, 255]),
  ]);
  socket.write(
    framed(OP_QUERY, Buffer.concat([head, Buffer.from(serialize({ ismaster: 1, helloOk: true }))]), 77),
  );
  const [{ to, reply } = { to: 0, reply: {} }] = await replies(1);
  expect(to).toBe(77);
  expect(reply).toMatchObject({ ismaster: true, helloOk: true, ok: 1, logicalSessionTimeoutMinutes: 30 });
  expect(reply).not.toHaveProperty('setName');
  expect(reply).not.toHaveProperty('topologyVersion');
  expect(received.readInt32LE(12)).toBe(1);
});

test('messages may come in any pieces, and several at once; answers keep their order', async () => {
  const all = Buffer.concat([1, 2, 3].map((requestId) => message({ ping: 1 }, { requestId })));
  for (const byte of all.subarray(0, 40)) socket.write(Buffer.from([byte]));
  socket.write(all.subarray(40));
  expect((await replies(3)).map(({ to }) => to)).toEqual([1, 2, 3]);
});

test('documents may come in a section of their own', async () => {
  const documents = sequence('documents', [{ _id: 1 }, { _id: 2, documents: [{ inner: true }] }]);
  socket.write(message({ insert: 'items' }, { sections: [documents] }));
  socket.write(message({ find: 'items', filter: { documents: [{ inner: true }] } }));
  const [inserted, found] = await replies(2);
  expect(inserted?.reply).toEqual({ n: 2, ok: 1 });
  expect(found?.reply.cursor.firstBatch).toEqual([{ _id: 2, documents: [{ inner: true }] }]);
});

test('a client that wants no answer gets none, and its write is done', async () => {
  socket.write(message({ insert: 'items', documents: [{ _id: 1 }], writeConcern: { w: 0 } }, { flags: 2 }));
  socket.write(message({ count: 'items' }, { requestId: 9 }));
  const [{ to, reply } = { to: 0, reply: {} }] = await replies(1);
  expect({ to, n: reply.n }).toEqual({ to: 9, n: 1 });
});

const NONSENSE: readonly (readonly [string, Buffer])[] = [
  ['a web browser', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
  [
    'a message that is said to be larger than any may be',
    Buffer.from([0xff, 0xff, 0xff, 0x7f, ...Array(20).fill(0)]),
  ],
  ['a message that is said to be smaller than its head', Buffer.from([4, 0, 0, 0, ...Array(20).fill(0)])],
  ['an operation nobody knows', framed(1234, Buffer.alloc(10))],
  [
    'a document that is longer than its message',
    framed(OP_MSG, Buffer.from([0, 0, 0, 0, 0, 100, 0, 0, 0, 0])),
  ],
  ['an unknown required flag', message({ ping: 1 }, { flags: 4 })],
  ['a section of an unknown kind', framed(OP_MSG, Buffer.from([0, 0, 0, 0, 7, 5, 0, 0, 0, 0]))],
];

for (const [name, bytes] of NONSENSE) {
  test(`${name}: the connection is closed and others are served`, async () => {
    const closed = new Promise((resolve) => {
      socket.on('close', resolve);
    });
    socket.write(bytes);
    await closed;
    socket = connect(Number(new URL(store.uri.replace('mongodb:', 'http:')).port), '127.0.0.1');
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
    });
    socket.write(message({ ping: 1 }));
    expect((await replies(1))[0]?.reply).toEqual({ ok: 1 });
  });
}
