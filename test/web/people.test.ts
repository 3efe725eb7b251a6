import { describe, expect, it, vi } from 'vitest';
import type {
  CallView,
  LeadView,
  LoggedEvent,
  RingingCall,
  TaskView,
  TimelineEntryView,
} from '../../src/api/protocol.ts';
import { EVIDENCE_KINDS, LEAD_STATUSES, TIMELINE_KINDS } from '../../src/api/protocol.ts';
import { createFollow } from '../../web-inbox/app/follow.ts';
import { fromField, moments, toField } from '../../web-inbox/app/moments.ts';
import { formatRoute, inboxFilter, parseRoute, type Route } from '../../web-inbox/app/route.ts';
import type { Threads } from '../../web-inbox/app/threads.ts';
import { createRinging } from '../../web-inbox/features/calls/ringing-store.ts';
import { because } from '../../web-inbox/features/contact/because.ts';
import { entryWords } from '../../web-inbox/features/contact/entry-words.ts';
import { fits, kindsOf, shownEntries, timelineRows } from '../../web-inbox/features/contact/timeline-view.ts';
import { afterDay } from '../../web-inbox/features/contact/use-timeline.ts';
import { movedWords } from '../../web-inbox/features/contacts/moved.ts';
import { leadFacts, overdueMs } from '../../web-inbox/features/leads/status.ts';
import { groupTasks, openTasks } from '../../web-inbox/features/tasks/task-groups.ts';
import { dueTime, fullDay, money } from '../../web-inbox/i18n/format.ts';
import { learnLater, speak, translate } from '../../web-inbox/i18n/i18n.ts';
import { createStore } from '../../web-inbox/store/store.ts';
import { apply } from '../../web-inbox/sync/apply.ts';
import { mergeWork } from '../../web-inbox/sync/merge-work.ts';
import { readEvent, readVolatile } from '../../web-inbox/sync/read-event.ts';
import { emptyInbox, type Inbox } from '../../web-inbox/sync/state.ts';

vi.stubGlobal('document', { documentElement: {} });
await speak('ru');
await learnLater();

const noon = new Date(2026, 10, 22, 12).getTime();
const at = (hours: number): string => new Date(noon + hours * 3_600_000).toISOString();

const task = (id: string, dueAt: string, more: Partial<TaskView> = {}): TaskView => ({
  id,
  rev: 1,
  contact: { id: 'c1', name: 'Ольга' },
  title: id,
  dueAt,
  reminded: false,
  assignee: 'u1',
  state: 'open',
  createdAt: at(-99),
  createdBy: 'u1',
  ...more,
});

const call = (more: Partial<CallView> = {}): CallView => ({
  id: 'k1',
  rev: 1,
  call: 'x',
  direction: 'in',
  state: 'missed',
  from: '+79161234567',
  to: '101',
  number: '+79161234567',
  contact: null,
  conversation: null,
  startedAt: at(-1),
  operator: null,
  waiting: true,
  recording: 'none',
  ...more,
});

const entry = (id: string, kind: TimelineEntryView['kind'], hours: number, more: object = {}) => ({
  id,
  rev: 1,
  contact: 'c1',
  kind,
  at: at(hours),
  by: 'Анна',
  ...more,
});

const event = (name: string, data: object, cursor = 1): LoggedEvent =>
  ({ cursor, at: at(0), name, data, after: {} }) as LoggedEvent;

describe('tasks on the screen', () => {
  it('stand by how much they press, the done ones nowhere', () => {
    const tasks = [
      task('later', at(30)),
      task('late', at(-3)),
      task('evening', at(6)),
      task('done', at(-5), { state: 'done' }),
      task('later still', at(50)),
      task('latest', at(-20)),
    ];
    const { overdue, today, later } = groupTasks(tasks, noon);
    expect(overdue.map((one) => one.id)).toEqual(['latest', 'late']);
    expect(today.map((one) => one.id)).toEqual(['evening']);
    expect(later.map((one) => one.id)).toEqual(['later', 'later still']);
  });

  it('of a contact are its own and open', () => {
    const others = task('b', at(1), { contact: { id: 'c2', name: 'Иван' } });
    const list = [task('a', at(2)), others, task('c', at(1)), task('d', at(0), { state: 'done' })];
    expect(openTasks(list, 'c1').map((one) => one.id)).toEqual(['c', 'a']);
  });
});

describe('a lead on the screen', () => {
  const lead = (more: Partial<LeadView>): LeadView => ({
    status: 'planned',
    since: at(-9),
    by: null,
    ...more,
  });

  it('is overdue only while it is planned and its day has passed', () => {
    expect(overdueMs(lead({ plannedFor: at(-2) }), noon)).toBe(2 * 3_600_000);
    expect(overdueMs(lead({ plannedFor: at(2) }), noon)).toBeNull();
    expect(overdueMs(lead({ status: 'bought', plannedFor: at(-2) }), noon)).toBeNull();
  });

  it('says what belongs to its status', () => {
    const facts = leadFacts({ amount: 15_000, currency: 'RUB', comment: 'наличными' }, translate, 'ru');
    expect(facts[0]).toMatch(/^15\s000\s₽$/);
    expect(facts[1]).toBe('наличными');
  });
});

describe('the timeline of a person', () => {
  const photo = { attachments: [{ id: 'f' }], direction: 'in', text: '' };
  const entries = [
    entry('e3', 'call', -1),
    entry('e2', 'message', -2, { message: photo }),
    entry('e1', 'message', -30, { message: { ...photo, attachments: [], text: 'да' } }),
  ];

  it('asks the server for the kinds behind the chosen filters', () => {
    expect(kindsOf([])).toBeUndefined();
    expect(kindsOf(['files', 'message', 'call'])).toBe('message,note,call');
  });

  it('takes messages with files for files', () => {
    expect(entries.filter((one) => fits(one, ['files'])).map((one) => one.id)).toEqual(['e2']);
    expect(entries.filter((one) => fits(one, [])).length).toBe(3);
  });

  it('joins what is live, unless a date was jumped to', () => {
    const live = [entry('e4', 'call', 0), { ...entry('e3', 'call', -1), rev: 2 }];
    const now = shownEntries(entries.slice(0, 1), live, ['call'], null);
    expect(now.map((one) => [one.id, one.rev])).toEqual([
      ['e4', 1],
      ['e3', 2],
    ]);
    const then = shownEntries(entries.slice(0, 1), live, ['call'], '2026-11-22');
    expect(then.map((one) => one.id)).toEqual(['e3']);
  });

  it('stands below its days', () => {
    const rows = timelineRows(entries);
    expect(rows.map((row) => row.kind)).toEqual(['day', 'entry', 'entry', 'day', 'entry']);
  });

  it('jumps to the end of a day of the reader', () => {
    expect(afterDay('2026-11-22')).toBe(`${new Date(2026, 10, 23).getTime()}.0`);
  });

  it('has a sentence for every kind, and none shows a key', () => {
    const nameOf = (id: unknown): string | null => (typeof id === 'string' ? id : null);
    for (const kind of TIMELINE_KINDS) {
      const { title } = entryWords(entry('x', kind, 0), translate, 'ru', nameOf);
      expect(title, kind).toMatch(/\p{Script=Cyrillic}/u);
    }
    for (const status of LEAD_STATUSES) {
      const { title } = entryWords(entry('x', 'lead', 0, { status }), translate, 'ru', nameOf);
      expect(title, status).toMatch(/^Анна: лид «[\p{Script=Cyrillic} ]+»$/u);
    }
    for (const change of ['created', 'changed', 'done', 'reopened', 'removed']) {
      const of = entry('x', 'task', 0, { change, task: task('Позвонить', at(1)) });
      const words = entryWords(of, translate, 'ru', nameOf);
      expect(words.title, change).toMatch(/^Анна: задача|^Анна: поставлена/);
      expect(words.facts[0]).toBe('Позвонить');
    }
  });

  it('tells a missed call from one that was talked', () => {
    const words = (more: Partial<CallView>) =>
      entryWords(entry('x', 'call', 0, { by: null, call: call(more) }), translate, 'ru', () => null);
    expect(words({}).title).toBe('Пропущенный звонок');
    expect(words({}).facts).toContain('ждёт ответного звонка');
    const talked = words({ state: 'ended', duration: 75, waiting: false, recording: 'pending' });
    expect(talked.title).toBe('Звонок от клиента');
    expect(talked.facts).toEqual(['разговор 1:15', 'Запись загружается…']);
    expect(words({ direction: 'out', waiting: false }).title).toBe('Мы звонили, никто не ответил');
  });

  it('tells a merge from its undoing', () => {
    const words = (more: object) =>
      entryWords(entry('x', 'merge', 0, { from: [{ name: 'Ольга' }], ...more }), translate, 'ru', () => null);
    expect(words({ change: 'merged', by: null }).title).toBe('Объединено с контактом Ольга');
    expect(words({ change: 'undone' }).title).toContain('отменено');
  });
});

describe('why an address belongs to a person', () => {
  it.each(EVIDENCE_KINDS)('has a sentence of its own for %s', (kind) => {
    expect(because({ kind, by: 'Анна' }, translate)).not.toBe(because({ kind: 'something new' }, translate));
  });

  it('names the colleague who wrote it down', () => {
    expect(because({ kind: 'person', by: 'Анна' }, translate)).toBe('Записал(а) Анна.');
    expect(because({ kind: 'person' }, translate)).toBe('Записано коллегой.');
  });

  it('counts what a merge moves, without what it does not', () => {
    const moved = { messages: 12, identities: 1, queued: 0, drafts: 0, calls: 2 };
    expect(movedWords(moved, translate)).toBe('12 сообщений, 1 адрес, 2 звонка');
    expect(movedWords({ messages: 0, identities: 0, queued: 0, drafts: 0 }, translate)).toBe('');
  });
});

describe('a telephone that rings', () => {
  const ringing: RingingCall = { ...call({ state: 'ringing', waiting: false }), contactName: 'Ольга' };

  it('is shown once, until somebody answers', () => {
    const rings = createRinging();
    rings.hearVolatile({ kind: 'call-ringing', call: ringing });
    rings.hearVolatile({ kind: 'call-ringing', call: ringing });
    expect(rings.store.get()).toHaveLength(1);
    rings.hear(event('call.changed', { call: call({ state: 'ringing' }) }));
    expect(rings.store.get()).toHaveLength(1);
    rings.hear(event('call.changed', { call: call({ state: 'answered' }) }));
    expect(rings.store.get()).toEqual([]);
  });

  it('does not ring when the log was faster, and falls silent by itself', () => {
    vi.useFakeTimers();
    const rings = createRinging();
    rings.hear(event('call.changed', { call: call({ id: 'k2' }) }));
    rings.hearVolatile({ kind: 'call-ringing', call: { ...ringing, id: 'k2' } });
    expect(rings.store.get()).toEqual([]);
    rings.hearVolatile({ kind: 'call-ringing', call: ringing });
    vi.advanceTimersByTime(120_000);
    expect(rings.store.get()).toEqual([]);
    vi.useRealTimers();
  });
});

describe('events about people and work', () => {
  const known = (state: Inbox, ...events: LoggedEvent[]): Inbox => events.reduce(apply, state);

  it('keep the newest of a task, and do not bring back what is gone', () => {
    const state = known(
      emptyInbox(),
      event('task.changed', { task: { ...task('t', at(1)), rev: 3, title: 'new' } }),
      event('task.changed', { task: { ...task('t', at(1)), rev: 2, title: 'old' } }),
    );
    expect(state.tasks.t?.title).toBe('new');
    const gone = known(
      state,
      event('task.removed', { id: 't', rev: 4, contact: 'c1' }),
      event('task.changed', { task: { ...task('t', at(1)), rev: 3 } }),
    );
    expect(gone.tasks).toEqual({});
  });

  it('count what waits by the last word of the log', () => {
    const counts = { overdueLeads: 1, tasks: 2, missedCalls: 3 };
    const state = known(emptyInbox(), event('work.changed', { counts }));
    expect(state.work).toEqual(counts);
    const answer = mergeWork(state, {
      overdueLeads: [],
      tasks: [task('t', at(-1))],
      missedCalls: [call()],
      counts: { ...counts, overdueLeads: 0 },
    });
    expect(answer.work?.overdueLeads).toBe(0);
    expect(Object.keys(answer.tasks)).toEqual(['t']);
    expect(Object.keys(answer.calls)).toEqual(['k1']);
  });

  it('drop what was loaded by the places before a merge', () => {
    const conversation = { id: 'v1', rev: 1, contact: { id: 'c1', name: '' } };
    const loaded = {
      ...emptyInbox(),
      conversations: { v1: conversation },
      windows: { v1: { blocks: [] }, v2: { blocks: [] } },
      timelines: { c1: { entries: [], older: null }, c2: { entries: [], older: null } },
    } as unknown as Inbox;
    const state = known(loaded, event('conversation.rewritten', { id: 'v1', rev: 2 }));
    expect(Object.keys(state.windows)).toEqual(['v2']);
    expect(Object.keys(state.timelines)).toEqual(['c2']);
  });

  it('are read only with what the reducer lives by', () => {
    expect(readEvent(event('task.changed', { task: task('t', at(0)) }))).not.toBeNull();
    expect(readEvent(event('task.changed', { task: { title: 'no id' } }))).toBeNull();
    expect(readEvent(event('call.changed', { call: call() }))).not.toBeNull();
    expect(readVolatile({ kind: 'task-due', task: task('t', at(0)) })).not.toBeNull();
    expect(readVolatile({ kind: 'call-ringing' })).toBeNull();
  });
});

describe('a person who was merged elsewhere', () => {
  const conversation = { page: 'inbox', filter: inboxFilter, conversation: 'v1', seq: 7 } as const;
  const screen = (route: Route) => {
    const gone: Route[] = [];
    const opened: string[] = [];
    const follow = createFollow({ route: createStore(route), go: (next) => gone.push(next) }, {
      open: async (id: string) => void opened.push(id),
    } as unknown as Threads);
    return { gone, opened, follow };
  };

  it('is followed from a page and from a conversation', () => {
    const page = screen({ page: 'contact', id: 'c1' });
    page.follow.hear(event('contact.removed', { id: 'c1', rev: 2, into: 'c2' }));
    expect(page.gone).toEqual([{ page: 'contact', id: 'c2' }]);
    const thread = screen(conversation);
    thread.follow.hear(event('conversation.hidden', { id: 'v1', rev: 2, was: {}, into: 'v2' }));
    expect(thread.gone).toEqual([{ ...conversation, conversation: 'v2', seq: null }]);
  });

  it('leaves every other screen where it is', () => {
    for (const route of [{ page: 'contact', id: 'c9' } as const, { ...conversation, conversation: 'v9' }]) {
      const { gone, opened, follow } = screen(route);
      follow.hear(event('contact.removed', { id: 'c1', rev: 2, into: 'c2' }));
      follow.hear(event('conversation.hidden', { id: 'v1', rev: 2, was: {}, into: 'v2' }));
      follow.hear(event('conversation.rewritten', { id: 'v1', rev: 2 }));
      expect([gone, opened]).toEqual([[], []]);
    }
  });

  it('is read anew when the places of the messages have changed', () => {
    const { opened, follow } = screen(conversation);
    follow.hear(event('conversation.rewritten', { id: 'v1', rev: 2 }));
    expect(opened).toEqual(['v1']);
  });
});

describe('addresses and moments', () => {
  it.each([
    '/contacts',
    '/contacts/suggestions',
    '/contacts/merges',
    '/contacts/01J%2F5',
    '/work',
    '/work/calls',
  ])('reads %s back', (path) => {
    expect(formatRoute(parseRoute(`http://okno${path}`))).toBe(path);
  });

  it('turns a date field into a moment and back', () => {
    const field = '2026-11-22T09:30';
    expect(toField(new Date(fromField(field) ?? ''))).toBe(field);
    expect(fromField('')).toBeNull();
    expect(fromField('soon')).toBeNull();
  });

  it('plans for what people mean', () => {
    const monday = new Date(2026, 10, 23, 10);
    expect(toField(moments.monday(monday))).toBe('2026-11-30T09:00');
    expect(toField(moments.today(new Date(2026, 10, 22, 20)))).toBe('2026-11-23T18:00');
  });

  it('writes days, times and money as the reader does', () => {
    expect(fullDay('1990-05-07', 'ru')).toMatch(/^7 мая 1990/);
    expect(dueTime(at(24), noon, 'ru')).toBe('завтра, 12:00');
    expect(dueTime(at(-24), noon, 'en')).toBe('yesterday, 12:00');
    expect(money(1500.5, 'UAH', 'uk')).toMatch(/^1\s500,50\s₴$/);
    expect(money(2_500_000, 'UZS', 'uz')).toMatch(/^2\s500\s000\sso/);
  });
});
