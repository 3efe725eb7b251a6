import type { Client } from '../support/client.ts';

/** Every message of every conversation as the doors show it, each conversation oldest first. */
export async function everything(client: Client): Promise<Thread[]> {
  const threads: Thread[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await client.get(`/conversations?view=all&status=any&limit=100${more}`);
    if (status !== 200) throw new Error(`conversations: ${status}`);
    for (const row of body.items) {
      threads.push({ id: row.id, name: row.contact.name, messages: await messagesOf(client, row.id) });
    }
    cursor = body.next;
  } while (cursor !== null);
  return threads;
}

export interface Thread {
  id: string;
  name: string;
  messages: { seq: number; text: string; direction: string; delivery: { state: string } | null }[];
}

async function messagesOf(client: Client, conversation: string): Promise<Thread['messages']> {
  const { status, body } = await client.get(`/conversations/${conversation}/messages?after=0&limit=200`);
  if (status !== 200) throw new Error(`messages: ${status}`);
  if (body.next !== null) throw new Error('a scenario writes no more than one page a conversation');
  return body.items;
}

/** Asks until it is so. Gives up only with the test's own time limit. */
export async function until(check: () => Promise<boolean>): Promise<void> {
  while (!(await check().catch(() => false))) await new Promise((done) => setTimeout(done, 100));
}
