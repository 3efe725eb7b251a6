import { type Document, deserialize, serialize } from 'bson';
import { dispatch } from '../../src/store/embedded/commands/dispatch.ts';
import type { Engine } from '../../src/store/embedded/store/engine.ts';
import { parseMessage } from '../../src/store/embedded/wire/message.ts';

/** Runs a command as if it had come over the wire, without a socket; gives the reply, errors included. */
export async function call(engine: Engine, command: Document): Promise<Document> {
  const body = serialize({ ...command, $db: 'app' }, { ignoreUndefined: false });
  const message = Buffer.alloc(21 + body.length);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(2013, 12);
  message.set(body, 21);
  const reply = await dispatch(engine, parseMessage(message), 1);
  return deserialize(Buffer.isBuffer(reply) ? reply : serialize(reply), { bsonRegExp: true });
}
