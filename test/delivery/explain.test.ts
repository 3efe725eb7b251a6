import { afterAll, beforeAll, expect, it } from 'vitest';
import { chatId, externalId } from '../../channels/ids.ts';
import { sendMessage } from '../../src/delivery/compose.ts';
import { connectStore, type Store } from '../../src/store/connect.ts';
import {
  abandonedDeliveries,
  deliveriesOfChat,
  hearAhead,
  latestInbound,
  messageByEchoKey,
  openDeliveries,
  queuedUntil,
} from '../../src/store/deliveries.ts';
import { claimFetch } from '../../src/store/fetches.ts';
import {
  markOverdue,
  undeliveredRows,
  undeliveredSince,
  withoutFallback,
} from '../../src/store/undelivered.ts';
import { silent, testStoreUri } from '../support/store.ts';
import { type DeliveryHouse, deliveryHouse, olga, say } from './house.ts';

interface Plan {
  stage: string;
  inputStage?: Plan;
  inputStages?: Plan[];
}

let store: Store;
let here: DeliveryHouse;
let conversationId: string;
const commands: Record<string, unknown>[] = [];

beforeAll(async () => {
  const uri = await testStoreUri();
  store = await connectStore(`${uri}${uri.includes('?') ? '&' : '?'}monitorCommands=true`, silent);
  here = await deliveryHouse({ store });
  for (let n = 0; n < 30; n += 1) {
    ({ conversationId } = await here.meet(`p${n}`));
    for (const text of ['one', 'two']) await sendMessage(here.house, olga, conversationId, say(text));
  }
  store.connection.getClient().on('commandStarted', ({ command }) => commands.push(command));
});
afterAll(async () => {
  await here.close();
  await store.connection.dropDatabase();
  await store.close();
});

const TAKEN = ['filter', 'sort', 'limit', 'projection', 'query', 'update', 'updates', 'new'];

async function stagesOf(work: () => Promise<unknown>): Promise<string[][]> {
  commands.length = 0;
  await work();
  const asked = commands.splice(0).flatMap((command) => {
    const [name = ''] = Object.keys(command);
    if (!['find', 'update', 'findAndModify'].includes(name)) return [];
    return [Object.fromEntries(Object.entries(command).filter(([key]) => [name, ...TAKEN].includes(key)))];
  });
  const plans = [];
  for (const explain of asked) {
    const answer = await store.connection.db?.command({ explain, verbosity: 'queryPlanner' });
    plans.push(flat(answer?.queryPlanner?.winningPlan));
  }
  return plans;
}

function flat(plan: Plan | undefined): string[] {
  if (plan === undefined) return [];
  return [plan.stage, ...[plan.inputStage, ...(plan.inputStages ?? [])].flatMap(flat)];
}

const everything = async (rows: AsyncIterable<unknown>) => {
  for await (const _ of rows);
};

const QUERIES: [string, () => Promise<unknown>][] = [
  ['what is due', () => everything(queuedUntil(store.messages, new Date(Date.now() + 1000)))],
  ['what a conversation has open', () => openDeliveries(store.messages, conversationId)],
  ['abandoned sends', () => abandonedDeliveries(store.messages, new Date())],
  ['an echo', () => messageByEchoKey(store.messages, here.account._id, 'k')],
  ['receipts of a chat', () => deliveriesOfChat(store.messages, here.account._id, 'p1', ['sent'], 10, 5)],
  [
    'a receipt ahead of its answer',
    () => hearAhead(store.messages, here.account._id, 'p1', { state: 'read', id: 'x', at: new Date() }),
  ],
  [
    'the letter that is answered',
    () => latestInbound(store.messages, conversationId, here.account._id, 'p1'),
  ],
  ['undelivered', () => undeliveredSince(store.messages, new Date(0), null, 10)],
  [
    'undelivered, next page',
    () => undeliveredSince(store.messages, new Date(0), { at: new Date(), id: 'x' }, 10),
  ],
  ['undelivered, counted', () => undeliveredRows(store.messages, new Date(0), 10)],
  ['overdue', () => markOverdue(store.messages, new Date(), new Date())],
  ['what could go another way', () => withoutFallback(store.messages, new Date(0), 10)],
  ['files to fetch', () => claimFetch(store.messages, new Date(), new Date())],
  ['an answer', () => sendMessage(here.house, olga, conversationId, say('three', { seen: 1 }))],
  [
    'a receipt',
    () =>
      here.house.delivery.applyReceipt(here.account, {
        kind: 'receipt',
        state: 'read',
        at: 1,
        upTo: true,
        chat: chatId('p1'),
        id: externalId('x'),
      }),
  ],
];

it.each(QUERIES)('%s is found by an index and never sorted in memory', async (_, work) => {
  const plans = await stagesOf(work);
  expect(plans.length).toBeGreaterThan(0);
  for (const stages of plans) {
    expect(stages).not.toContain('COLLSCAN');
    expect(stages).not.toContain('SORT');
  }
});
