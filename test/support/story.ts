import type { ConversationView, MessageView } from '../../src/api/protocol.ts';
import type { TestHouse } from './house.ts';

/** Connects the toy channel, once per house. Answers the account's id. */
export async function connectToy(house: TestHouse): Promise<string> {
  const made = await house.administrator.client.post('/accounts', {
    channel: 'toy',
    name: 'Toy',
    settings: { address: 'main', token: 'toy-secret-token' },
  });
  if (made.status !== 201) throw new Error(`The toy channel was not connected: ${JSON.stringify(made.body)}`);
  return made.body.id;
}

export interface Written {
  conversation: ConversationView;
  message: MessageView;
}

let numbers = 0;

/** Somebody writes on the toy network; answers when the message is in its conversation. */
export async function clientWrites(
  house: TestHouse,
  person: { id: string; name?: string; phones?: string[] },
  text: string,
  files: { name: string; mime: string; bytes: Uint8Array }[] = [],
): Promise<Written> {
  numbers += 1;
  const id = `m${numbers}`;
  for (const [index, file] of files.entries()) house.toy.network.blobs.set(`${id}-${index}`, file.bytes);
  house.toy.network.push({
    type: 'message',
    id,
    chat: `chat-${person.id}`,
    at: Date.now(),
    from: person,
    text,
    files: files.map(({ name, mime, bytes }, index) => ({
      kind: mime.startsWith('image/') ? ('image' as const) : ('file' as const),
      blob: `${id}-${index}`,
      name,
      mime,
      size: bytes.length,
    })),
  });
  await house.toy.network.confirmed();
  await house.doors.ingest.idle();
  const { client } = house.administrator;
  const list = await client.get('/conversations?status=any&limit=100');
  for (const conversation of list.body.items as ConversationView[]) {
    if (conversation.lastMessage?.text.slice(0, 50) !== text.slice(0, 50)) continue;
    const page = await client.get(`/conversations/${conversation.id}/messages?limit=1`);
    return { conversation, message: page.body.items[0] };
  }
  throw new Error('The message did not arrive in any conversation.');
}

/** Waits until a message's files are all stored or given up. */
export async function filesSettled(house: TestHouse, messageId: string): Promise<MessageView> {
  for (;;) {
    const { body } = await house.administrator.client.get(`/messages/${messageId}`);
    const message = body as MessageView;
    if (message.attachments.every((file) => file.state !== 'pending')) return message;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
