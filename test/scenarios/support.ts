import type { Client } from '../support/client.ts';
import type { ServiceProcess } from '../support/process.ts';

/** Networks and processes may take so long to start on a machine with much to do. */
export const STARTING_MS = 180_000;

/** A picture of one dot. */
export const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Every message of every conversation as the doors show it, each conversation oldest first. */
export async function everything(client: Client): Promise<Thread[]> {
  const threads: Thread[] = [];
  for (const { id, contact } of await rowsOf(client)) {
    threads.push({ id, name: contact.name, messages: await messagesOf(client, id) });
  }
  return threads;
}

/** How many messages all conversations have, as their rows say; cheaper than reading them. */
export async function counted(client: Client): Promise<number> {
  return (await rowsOf(client)).reduce((sum, { lastSeq }) => sum + lastSeq, 0);
}

interface Row {
  id: string;
  lastSeq: number;
  contact: { name: string };
}

async function rowsOf(client: Client): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await client.get(`/conversations?view=all&status=any&limit=100${more}`);
    if (status !== 200) throw new Error(`conversations: ${status}`);
    rows.push(...body.items);
    cursor = body.next;
  } while (cursor !== null);
  return rows;
}

export interface Thread {
  id: string;
  name: string;
  messages: {
    seq: number;
    text: string;
    direction: string;
    delivery: { state: string } | null;
    attachments: { state: string }[];
  }[];
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

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** What the service says of what it stands on, to anybody who asks. */
export async function standing({ url }: Pick<ServiceProcess, 'url'>): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/health`);
  return { answer: answer.status, ...((await answer.json()) as Record<string, unknown>) };
}
