import { afterAll, beforeAll, expect, test } from 'vitest';
import { maySee } from '../../src/api/protocol.ts';
import { bulkChange, changeConversation } from '../../src/conversations/change.ts';
import { createCounts } from '../../src/conversations/counts.ts';
import { listConversations } from '../../src/conversations/list.ts';
import { wakeSnoozed } from '../../src/conversations/snooze.ts';
import { type LogEntry, reaches } from '../../src/events/log.ts';
import type { Actor } from '../../src/house.ts';
import type { ConversationDoc } from '../../src/store/conversations.ts';
import { listTimeline } from '../../src/timeline/list.ts';
import { type CoreHouse, coreHouse, says } from '../support/core-house.ts';

let now = 1_700_000_000_000;
let core: CoreHouse;
beforeAll(async () => {
  core = await coreHouse({ clock: { now: () => now } });
});
afterAll(() => core.close());

const olga: Actor = { kind: 'user', id: 'olga', name: 'Olga', role: 'operator', teams: ['sales'] };
const petr: Actor = { kind: 'user', id: 'petr', name: 'Petr', role: 'operator', teams: [] };
const boss: Actor = { kind: 'user', id: 'boss', name: 'Boss', role: 'manager', teams: [] };
const everybody = [olga, petr, boss];

async function rowOf(user: string): Promise<ConversationDoc> {
  const row = await core.house.store.conversations
    .findOne({ contactName: `Person ${user}` })
    .lean<ConversationDoc>();
  if (!row) throw new Error(`No conversation of ${user}`);
  return row;
}

async function meet(user: string): Promise<ConversationDoc> {
  now += 1000;
  await core.bring(says(user, '1', 'Hello'));
  return rowOf(user);
}

test('taking a conversation tells whoever loses sight of it, and refuses the slower one', async () => {
  const { _id } = await meet('take');
  const entries: LogEntry[] = [];
  const stop = core.house.events.subscribe((entry) => entries.push(entry));
  const take = (actor: Actor) =>
    changeConversation(core.house, actor, _id, { assignee: actor.id, expectedAssignee: null });
  const results = await Promise.allSettled([take(olga), take(boss)]);
  stop();
  const taken = results.filter(({ status }) => status === 'fulfilled');
  expect(taken).toHaveLength(1);
  const refused = results.find((result) => result.status === 'rejected');
  expect(['taken', 'not_found']).toContain(refused?.status === 'rejected' && refused.reason.code);
  const unassigned = new Set(['unassigned', 'user:petr']);
  expect(entries.filter((entry) => reaches(entry, unassigned)).map(({ event }) => event.name)).toEqual([
    'conversation.hidden',
  ]);
  const winner = (await rowOf('take')).assignee;
  const own = new Set(['unassigned', `user:${winner}`]);
  expect(entries.filter((entry) => reaches(entry, own)).map(({ event }) => event.name)).not.toContain(
    'conversation.hidden',
  );
});

test('nobody changes what he may not see', async () => {
  const { _id } = await meet('secret');
  await changeConversation(core.house, boss, _id, { assignee: 'olga' });
  await expect(changeConversation(core.house, petr, _id, { status: 'closed' })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('closing ends the waiting, a message of the client opens again, a robot does not', async () => {
  const { _id } = await meet('again');
  await changeConversation(core.house, boss, _id, { status: 'closed', reason: 'done' });
  expect(await rowOf('again')).toMatchObject({ status: 'closed', unread: 0, waitingSince: null });
  await core.bring(says('again', '2', 'I am away', { automatic: 'auto-reply' }));
  expect(await rowOf('again')).toMatchObject({ status: 'closed', unread: 1, waitingSince: null });
  now += 1000;
  await core.bring(says('again', '3', 'One more thing'));
  expect(await rowOf('again')).toMatchObject({ status: 'open', unread: 2 });
  const row = await rowOf('again');
  const { items } = await listTimeline(core.house, row.contactId, { limit: 50, kinds: ['status'] });
  expect(items.map(({ from, to, cause }) => [from, to, cause])).toEqual([
    ['closed', 'open', 'message'],
    ['open', 'closed', 'person'],
  ]);
});

test('a snooze needs a time ahead and ends by itself', async () => {
  const { _id } = await meet('later');
  await expect(changeConversation(core.house, olga, _id, { status: 'snoozed' })).rejects.toMatchObject({
    code: 'invalid',
    field: 'snoozedUntil',
  });
  const snoozedUntil = new Date(now + 60_000).toISOString();
  await changeConversation(core.house, olga, _id, { snoozedUntil });
  expect(await rowOf('later')).toMatchObject({ status: 'snoozed' });
  await wakeSnoozed(core.house);
  expect((await rowOf('later')).status).toBe('snoozed');
  now += 61_000;
  await wakeSnoozed(core.house);
  expect(await rowOf('later')).toMatchObject({ status: 'open', snoozedUntil: null });
});

test('a bulk changes what it may and names the rest', async () => {
  const ids = [(await meet('bulk1'))._id, (await meet('bulk2'))._id];
  const { changed, failed } = await bulkChange(core.house, boss, [...ids, 'nobody'], {
    labels: ['vip', 'vip'],
  });
  expect(changed.map(({ labels }) => labels)).toEqual([['vip'], ['vip']]);
  expect(failed).toMatchObject([{ id: 'nobody', code: 'not_found' }]);
});

test('lists and counts show each reader exactly what he may see, page by page', async () => {
  const counts = createCounts(core.house);
  await counts.of(boss);
  for (let at = 0; at < 24; at += 1) {
    const { _id } = await meet(`list${at}`);
    const assignee = ['olga', 'petr', null][at % 3] ?? null;
    const team = at % 4 === 0 ? 'sales' : null;
    const status = at % 5 === 0 ? 'closed' : 'open';
    await changeConversation(core.house, boss, _id, { assignee, team, status });
  }
  const all = await core.house.store.conversations.find().lean<ConversationDoc[]>();
  for (const reader of everybody) {
    const sees = (row: ConversationDoc) =>
      maySee({ id: reader.id ?? '', role: reader.role, teams: reader.teams }, row) && row.status === 'open';
    const views = {
      all: all.filter(sees),
      mine: all.filter((row) => sees(row) && row.assignee === reader.id),
      unassigned: all.filter((row) => sees(row) && row.assignee === null),
    };
    for (const view of ['all', 'mine', 'unassigned'] as const) {
      const expected = views[view]
        .sort((one, other) => other.lastActivityAt.getTime() - one.lastActivityAt.getTime())
        .map(({ _id }) => _id);
      const listed: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await listConversations(core.house, reader, { view, status: 'open', limit: 4, cursor });
        listed.push(...page.items.map(({ id }) => id));
        if (page.next === null) break;
        cursor = page.next;
      }
      expect(listed, `${reader.name}: ${view}`).toEqual(expected);
    }
    const { counts: numbers } = await counts.of(reader);
    expect(numbers, reader.name).toEqual({
      all: views.all.length,
      mine: views.mine.length,
      unassigned: views.unassigned.length,
    });
  }
  counts.stop();
});
