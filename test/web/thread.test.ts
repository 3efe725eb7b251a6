import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageView } from '../../src/api/protocol.ts';
import { formatRoute, parseRoute, type Route } from '../../web-inbox/app/route.ts';
import { frozenRows, rangeOf } from '../../web-inbox/features/conversations/list-model.ts';
import {
  askedFields,
  missingFields,
  settingsOf,
  startValues,
} from '../../web-inbox/features/settings/account-form.ts';
import { lateBy, threadRows } from '../../web-inbox/features/thread/thread-rows.ts';
import type { OutboxItem } from '../../web-inbox/outbox/outbox.ts';
import { blockAt, emptyWindow, gapAfter, insertPage } from '../../web-inbox/store/timeline-window.ts';
import { byActivity } from '../../web-inbox/sync/lists.ts';
import { ModelServer } from './model-server.ts';

const noon = Date.parse('2026-03-01T12:00:00.000Z');
const message = (seq: number, change: Partial<MessageView> = {}): MessageView => ({
  id: `m${seq}`,
  rev: 1,
  conversation: 'c',
  seq,
  direction: 'in',
  kind: 'message',
  text: `text ${seq}`,
  spans: [],
  cards: [],
  attachments: [],
  quotes: null,
  channel: 'paper',
  account: 'a',
  author: { kind: 'client', name: 'Olga' },
  sentAt: new Date(noon + seq * 1000).toISOString(),
  receivedAt: new Date(noon + seq * 1000).toISOString(),
  reactions: [],
  delivery: null,
  ...change,
});

const input = { pending: [], timeline: [], readUpTo: null, atStart: true };

describe('the loaded stretches of a conversation', () => {
  it('become the whole, whatever pages come in whatever order, as often as they like', () => {
    const page = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 12 }));
    fc.assert(
      fc.property(fc.array(page, { maxLength: 25 }), (pages) => {
        let window = emptyWindow;
        const loaded = new Set<number>();
        for (const [from, length] of pages) {
          const seqs = Array.from({ length: length + 1 }, (_, index) => from + index);
          for (const seq of seqs) loaded.add(seq);
          window = insertPage(
            window,
            seqs.map((seq) => message(seq)),
          );
        }
        expect(window.blocks.flatMap((block) => block.messages.map((one) => one.seq))).toEqual(
          [...loaded].sort((one, other) => one - other),
        );
        for (const [index, block] of window.blocks.entries()) {
          expect(block.messages.map((one) => one.seq)).toEqual(
            Array.from({ length: block.to - block.from + 1 }, (_, at) => block.from + at),
          );
          const next = window.blocks[index + 1];
          if (next !== undefined) expect(next.from).toBeGreaterThan(block.to + 1);
          expect(gapAfter(window, block, 60)).toBe(block.to);
        }
      }),
    );
  });

  it('keep the newer revision of a message', () => {
    const first = insertPage(emptyWindow, [message(1, { rev: 3, text: 'new' })]);
    const later = insertPage(first, [message(1, { rev: 2, text: 'old' }), message(2)]);
    expect(blockAt(later, null)?.messages[0]?.text).toBe('new');
  });
});

describe('the lines of a thread', () => {
  it('group what one person says in one breath, and begin anew after a pause, a channel or a day', () => {
    const day = 86_400_000;
    const at = (ms: number) => ({
      sentAt: new Date(ms).toISOString(),
      receivedAt: new Date(ms).toISOString(),
    });
    const rows = threadRows({
      ...input,
      messages: [
        message(1, at(noon)),
        message(2, at(noon + 60_000)),
        message(3, at(noon + 20 * 60_000)),
        message(4, { ...at(noon + 21 * 60_000), channel: 'pigeon' }),
        message(5, { ...at(noon + day), channel: 'pigeon' }),
      ],
    });
    const shape = rows.map((row) =>
      row.kind === 'message'
        ? `${row.message.seq}${row.first ? '<' : ''}${row.last ? '>' : ''}${row.channelChanged ? '!' : ''}`
        : row.kind,
    );
    expect(shape).toEqual(['day', '1<', '2>', '3<>', '4<>!', 'day', '5<>']);
  });

  it('keep the key of an optimistic row when the server’s message replaces it', () => {
    const item: OutboxItem = {
      clientId: 'client-1',
      conversation: 'c',
      request: { clientId: 'client-1', text: 'hi' },
      attachments: [],
      channel: null,
      createdAt: new Date(noon).toISOString(),
      state: 'waiting',
    };
    const before = threadRows({ ...input, messages: [], pending: [item] });
    const settled = message(1, { direction: 'out', clientId: 'client-1' });
    const both = threadRows({ ...input, messages: [settled], pending: [item] });
    const after = threadRows({ ...input, messages: [settled] });
    expect(before.at(-1)?.key).toBe('client-1');
    expect(both).toEqual(after);
    expect(after.at(-1)?.key).toBe('client-1');
  });

  it('mark what was unread, and set assignments between the messages they happened between', () => {
    const entry = {
      id: 'e',
      rev: 1,
      contact: 'p',
      kind: 'assignment' as const,
      at: new Date(noon + 1500).toISOString(),
      by: null,
    };
    const rows = threadRows({
      ...input,
      messages: [message(1), message(2), message(3)],
      timeline: [entry],
      readUpTo: 2,
    });
    expect(rows.map((row) => row.kind)).toEqual(['day', 'message', 'system', 'message', 'unread', 'message']);
  });

  it('speak of lateness only when it matters', () => {
    expect(lateBy(message(1))).toBeNull();
    const late = message(1, { receivedAt: new Date(noon + 3 * 3_600_000).toISOString() });
    expect(lateBy(late)).toBeGreaterThan(2.9 * 3_600_000);
    expect(lateBy({ ...late, direction: 'out' })).toBeNull();
  });
});

describe('the list under the pointer', () => {
  const server = new ModelServer();
  for (const id of ['a', 'b', 'c', 'd']) server.write(id, 'in');
  const sorted = () => [...server.rows.values()].sort(byActivity);

  it('moves no row, tells how many have risen, and drops what no longer belongs', () => {
    const held = sorted().map((row) => row.id);
    expect(held).toEqual(['d', 'c', 'b', 'a']);
    server.write('a', 'in');
    const frozen = frozenRows(held, sorted());
    expect(frozen.rows.map((row) => row.id)).toEqual(held);
    expect(frozen.moved).toBe(1);
    expect(frozen.rows.at(-1)?.lastSeq).toBe(2);
    const without = sorted().filter((row) => row.id !== 'c');
    expect(frozenRows(held, without).rows.map((row) => row.id)).toEqual(['d', 'b', 'a']);
  });

  it('chooses a range in either direction', () => {
    const rows = sorted();
    const ids = rows.map((row) => row.id);
    expect(rangeOf(rows, ids[2], ids[0] ?? '')).toEqual(ids.slice(0, 3));
    expect(rangeOf(rows, undefined, 'b')).toEqual(['b']);
  });
});

describe('addresses', () => {
  it('are read back as they were written', () => {
    const word = fc.stringMatching(/^[a-zа-я &=?%/#+]+$/);
    const inbox = fc.record({
      page: fc.constant('inbox' as const),
      filter: fc.record({
        view: fc.constantFrom('mine', 'unassigned', 'all'),
        status: fc.constantFrom('open', 'snoozed', 'closed', 'any'),
        channel: fc.option(word),
        label: fc.option(word),
      }),
      conversation: fc.option(fc.stringMatching(/^[0-9a-f]+$/)),
      seq: fc.option(fc.integer({ min: 1, max: 99_999 })),
    }) as fc.Arbitrary<Route>;
    fc.assert(
      fc.property(inbox, (route) => {
        expect(parseRoute(formatRoute(route))).toEqual(route);
      }),
    );
    expect(parseRoute('/settings/accounts')).toEqual({ page: 'settings', section: 'accounts' });
    expect(parseRoute('/anything/else')).toMatchObject({ page: 'inbox', filter: { view: 'mine' } });
  });
});

describe('an account form', () => {
  const fields = [
    { name: 'token', kind: 'secret' as const, required: true },
    { name: 'mode', kind: 'choice' as const, required: true, choices: ['ask', 'hear'], default: 'ask' },
    { name: 'door.port', kind: 'number' as const, required: true, when: { name: 'mode', is: 'hear' } },
  ];

  it('asks what depends on another answer, and names what is missing', () => {
    const values = startValues(fields, {});
    expect(values).toEqual({ mode: 'ask' });
    expect(askedFields(fields, values).map((field) => field.name)).toEqual(['token', 'mode']);
    expect(missingFields(fields, values, [])).toEqual(['token']);
    expect(missingFields(fields, { ...values, mode: 'hear' }, ['token'])).toEqual(['door.port']);
  });

  it('makes nested settings and leaves a kept secret out', () => {
    expect(settingsOf(fields, { mode: 'hear', 'door.port': 80 })).toEqual({
      mode: 'hear',
      door: { port: 80 },
    });
    expect(startValues(fields, { token: true, mode: 'hear', door: { port: 7 } })).toEqual({
      mode: 'hear',
      'door.port': 7,
    });
  });
});
