import { afterAll, beforeAll, expect, test } from 'vitest';
import { REPORTS } from '../../src/api/protocol.ts';
import { dryRunSlice } from '../../src/bot/dry-run.ts';
import { welcome } from '../../src/bot/templates/welcome.ts';
import { createContact } from '../../src/contacts/change.ts';
import { changeConversation } from '../../src/conversations/change.ts';
import { createCounts } from '../../src/conversations/counts.ts';
import { listConversations } from '../../src/conversations/list.ts';
import { wakeSnoozed } from '../../src/conversations/snooze.ts';
import { relinkNumber } from '../../src/crm/call-links.ts';
import { listCalls } from '../../src/crm/list-calls.ts';
import { listTasks } from '../../src/crm/list-tasks.ts';
import { reportCall } from '../../src/crm/report-call.ts';
import { workView } from '../../src/crm/work.ts';
import { stepWork } from '../../src/crm/work-clock.ts';
import type { Actor } from '../../src/house.ts';
import { listQuarantine, quarantineCount } from '../../src/ingest/quarantine.ts';
import { makeReport } from '../../src/reports/report.ts';
import { boardFor } from '../../src/routing/board.ts';
import { countForgotten } from '../../src/routing/forgotten.ts';
import { createReassignment } from '../../src/routing/reassign/create.ts';
import { resumeReassignments } from '../../src/routing/reassign/run.ts';
import { dropLeases, mendAgenda, routeStep } from '../../src/routing/step.ts';
import { createToday } from '../../src/routing/today.ts';
import { changeSetting } from '../../src/settings.ts';
import { unfinishedBotStates } from '../../src/store/bot-states.ts';
import { claimRecording } from '../../src/store/calls.ts';
import { connectStore, type Store } from '../../src/store/connect.ts';
import type { ConversationDoc } from '../../src/store/conversations.ts';
import { versionsOf } from '../../src/store/flows.ts';
import { messagesAfter, messagesBefore } from '../../src/store/messages.ts';
import { reassignmentsBefore } from '../../src/store/reassignments.ts';
import { listTimeline } from '../../src/timeline/list.ts';
import { type CoreHouse, coreHouse, says } from '../support/core-house.ts';
import { silent, testStoreUri } from '../support/store.ts';
import { createToy } from '../support/toy-channel.ts';

interface Plan {
  stage: string;
  inputStage?: Plan;
  inputStages?: Plan[];
}

const operator: Actor = { kind: 'user', id: 'u1', name: 'Olga', role: 'operator', teams: ['t1', 't2'] };
const manager: Actor = { kind: 'user', id: 'u2', name: 'Ivan', role: 'manager', teams: [] };

const boss = { ...manager, id: 'u2' };

const worker = { ...operator, id: 'u1' };
const chief = { ...manager, id: 'u2' };
const RING = { call: 'c1', direction: 'in', from: '+79161234567', to: '100' } as const;

let store: Store;
let counts: ReturnType<typeof createCounts>;
let core: CoreHouse;
let row: ConversationDoc;
const commands: Record<string, unknown>[] = [];

beforeAll(async () => {
  const uri = await testStoreUri();
  store = await connectStore(`${uri}${uri.includes('?') ? '&' : '?'}monitorCommands=true`, silent);
  core = await coreHouse({ on: { store, toy: createToy() } });
  for (let at = 0; at < 40; at += 1)
    await core.bring(says(`p${at}`, '1', 'Hello'), says(`p${at}`, '2', 'Again'));
  const rows = await store.conversations.find().sort({ _id: 1 }).lean<ConversationDoc[]>();
  for (const [at, { _id }] of rows.entries()) {
    const assignee = ['u1', 'u2', null][at % 3] ?? null;
    const team = ['t1', null][at % 2] ?? null;
    await changeConversation(core.house, manager, _id, { assignee, team, labels: [`l${at % 4}`] });
  }
  await store.users.insertMany(
    (['on', 'off'] as const).map((shift, at) => ({
      _id: `u${at + 1}`,
      rev: 1,
      name: shift,
      email: shift,
      passwordHash: '-',
      role: 'operator' as const,
      teams: [],
      shift,
      disabled: false,
      createdAt: new Date(),
    })),
  );
  await changeSetting(core.house, 'routing', { enabled: true });
  const [first] = rows;
  if (!first) throw new Error('No rows');
  row = first;
  counts = createCounts(core.house);
  await counts.held();
  store.connection.getClient().on('commandStarted', ({ command }) => commands.push(command));
});

afterAll(async () => {
  counts.stop();
  await core.close();
  await store.connection.dropDatabase();
  await store.close();
});

/** Every command that the work sends is explained afterwards. */
async function plansOf(work: () => Promise<unknown>): Promise<{ command: string; stages: string[] }[]> {
  commands.length = 0;
  await work();
  const sent = commands.splice(0);
  const plans = [];
  for (const command of sent) {
    const explained = explainable(command);
    if (explained === null) continue;
    const answer = await store.connection.db?.command({ explain: explained, verbosity: 'queryPlanner' });
    const planner = answer?.queryPlanner ?? answer?.stages?.[0]?.$cursor?.queryPlanner;
    plans.push({ command: JSON.stringify(explained), stages: stagesOf(planner?.winningPlan) });
  }
  return plans;
}

const KEPT = [
  'find',
  'count',
  'aggregate',
  'update',
  'findAndModify',
  'delete',
  'filter',
  'sort',
  'limit',
  'skip',
];
const MORE = [
  'projection',
  'pipeline',
  'cursor',
  'updates',
  'deletes',
  'query',
  'update',
  'remove',
  'new',
  'hint',
];

function explainable(command: Record<string, unknown>): Record<string, unknown> | null {
  const [name] = Object.keys(command);
  if (!['find', 'count', 'aggregate', 'update', 'findAndModify', 'delete'].includes(name ?? '')) return null;
  return Object.fromEntries(Object.entries(command).filter(([key]) => [...KEPT, ...MORE].includes(key)));
}

function stagesOf(plan: Plan | undefined): string[] {
  if (plan === undefined) return [];
  return [plan.stage, ...[plan.inputStage, ...(plan.inputStages ?? [])].flatMap(stagesOf)];
}

const page = { status: 'open', limit: 10 } as const;
const VIEWS = ['mine', 'unassigned', 'all'] as const;
const list = (reader: Actor, query: Partial<Parameters<typeof listConversations>[2]>) => () =>
  listConversations(core.house, reader, { view: 'all', ...page, ...query });
const cursor = () => `${row.lastActivityAt.getTime()}.${row._id}`;

const HOT: [string, () => Promise<unknown>][] = [
  ...[operator, manager].flatMap((reader) =>
    VIEWS.flatMap((view): [string, () => Promise<unknown>][] => [
      [`${reader.role}: ${view}`, list(reader, { view })],
      [`${reader.role}: ${view}, next page`, () => list(reader, { view, cursor: cursor() })()],
      [
        `${reader.role}: ${view}, any status`,
        () => list(reader, { view, status: 'any', cursor: cursor() })(),
      ],
      [`${reader.role}: ${view}, one channel`, list(reader, { view, channel: 'toy' })],
      [`${reader.role}: ${view}, one label`, list(reader, { view, label: 'l1' })],
    ]),
  ),
  ['open a conversation', () => messagesBefore(store.messages, row._id, null, 50)],
  ['older messages', () => messagesBefore(store.messages, row._id, 2, 50)],
  ['newer messages', () => messagesAfter(store.messages, row._id, 1, 50)],
  ['timeline', () => listTimeline(core.house, row.contactId, { limit: 20 })],
  ['timeline, older', () => listTimeline(core.house, row.contactId, { limit: 20, before: cursor() })],
  ['a new message', () => core.bring(says('p1', '3', 'More'))],
  [
    'a new person',
    () => core.bring(says('new', '1', 'Hi', { from: { id: 'new', emails: ['n@example.org'] } })),
  ],
  ['an edit', () => core.bring({ type: 'edited', chat: 'p1', id: '1', at: Date.now(), text: 'Hello!' })],
  ['a letter that answers', () => core.bring(says('p1', '4', 'Re', { references: ['1'] }))],
  ['assign', () => changeConversation(core.house, manager, row._id, { assignee: 'u9' })],
  ['a new contact', () => createContact(core.house, manager, { name: 'N', phones: ['+7 916 123-45-67'] })],
  ['waking', () => wakeSnoozed(core.house)],
  ['quarantine', () => listQuarantine(core.house, null, 20)],
  ['quarantine count', () => quarantineCount(core.house)],
  ['a call', () => reportCall(core.house, { ...RING, event: 'ringing' })],
  ['a missed call', () => reportCall(core.house, { ...RING, event: 'missed' })],
  ['all calls', () => listCalls(core.house, manager, { limit: 20 })],
  ['calls of one state', () => listCalls(core.house, manager, { state: 'missed', limit: 20 })],
  ['calls that wait', () => listCalls(core.house, operator, { state: 'missed', waiting: true, limit: 20 })],
  ['a number that becomes known', () => relinkNumber(core.house, '+79161234567')],
  ['recordings that are due', () => claimRecording(store.calls, new Date(), new Date())],
  ['own tasks', () => listTasks(core.house, worker, { state: 'open', limit: 20 })],
  ['tasks, next page', () => listTasks(core.house, worker, { state: 'open', limit: 20, cursor: '1.a' })],
  ['tasks of all', () => listTasks(core.house, chief, { assignee: 'all', state: 'done', limit: 20 })],
  [
    'tasks of a contact',
    () => listTasks(core.house, chief, { contact: row.contactId, state: 'open', limit: 9 }),
  ],
  ['what waits for one person', () => workView(core.house, worker)],
  ['reminders and counts', () => stepWork(core.house)],
  ...REPORTS.flatMap((name): [string, () => Promise<unknown>][] => [
    [`report: ${name}`, () => makeReport(core.house, chief, name, {})],
    [`report by colleague: ${name}`, () => makeReport(core.house, chief, name, { by: 'user' })],
    [`own report: ${name}`, () => makeReport(core.house, worker, name, {})],
  ]),
  ['events of a reader who comes back', () => core.house.events.since(0, ['managers'])],
  ['what the bot left undone', () => unfinishedBotStates(store.botStates, new Date(), 100)],
  ['versions of a flow', () => versionsOf(store.flowVersions, 'f1', 100)],
  [
    'a dry run',
    () =>
      dryRunSlice(core.house, welcome, {
        from: new Date(Date.now() - 3_600_000).toISOString(),
        to: new Date().toISOString(),
      }),
  ],
  ...(['any', 'forgotten'] as const).flatMap((waiting): [string, () => Promise<unknown>][] => [
    [`waiting, ${waiting}`, list(manager, { waiting })],
    [`waiting, ${waiting}, next page`, () => list(operator, { waiting, cursor: cursor() })()],
    [`waiting, ${waiting}, one channel`, list(manager, { waiting, channel: 'toy' })],
  ]),
  ['the count of the forgotten', () => countForgotten(core.house)],
  ['the board', () => boardFor({ house: core.house, counts, today: createToday(core.house) })],
  ['a step of the routing', () => routeStep(core.house)],
  ['those whom nobody announced', () => mendAgenda(core.house)],
  ['the end of all leases', () => dropLeases(core.house)],
  [
    'handing over',
    () => {
      const wanted = { responsible: true, open: 'any', reason: 'r', note: 'n', dryRun: false } as const;
      return createReassignment(core.house, boss, { ...wanted, from: 'u1', to: { kind: 'routing' } });
    },
  ],
  ['what was handed over', () => reassignmentsBefore(store.reassignments, null, 20)],
  ['handing over that stopped', () => resumeReassignments(core.house)],
  ['pruning the log', () => core.house.events.prune()],
];

test.each(HOT)('%s walks an index and sorts nothing', async (_name, work) => {
  for (const { command, stages } of await plansOf(work)) {
    expect(stages, command).not.toContain('COLLSCAN');
    expect(stages, command).not.toContain('SORT');
    expect(stages.length, command).toBeGreaterThan(0);
  }
});
