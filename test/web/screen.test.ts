import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConversationView, LoggedEvent, UserView } from '../../src/api/protocol.ts';
import { createStore } from '../../web-inbox/store/store.ts';
import { insertPage } from '../../web-inbox/store/timeline-window.ts';
import { applyAll } from '../../web-inbox/sync/apply.ts';
import { createEngine, type Loaded, type TransportHandlers } from '../../web-inbox/sync/engine.ts';
import { fromSnapshot, mergeConversations } from '../../web-inbox/sync/merge.ts';
import { emptyInbox, type Inbox } from '../../web-inbox/sync/state.ts';
import { sized } from '../contract/size.ts';
import { ModelServer, person } from './model-server.ts';

const ids = ['a', 'b', 'c', 'd'];
const id = fc.constantFrom(...ids);
const act = fc.oneof(
  fc.record({
    do: fc.constant('write' as const),
    id,
    direction: fc.constantFrom('in' as const, 'out' as const),
  }),
  fc.record({ do: fc.constant('touch' as const), id, index: fc.nat(9) }),
  fc.record({ do: fc.constant('assign' as const), id, to: fc.constantFrom(null, 'olga', 'ivan') }),
  fc.record({ do: fc.constant('merge' as const), id, with: id }),
  fc.record({ do: fc.constant('undo' as const), id }),
  fc.record({ do: fc.constant('status' as const), id, to: fc.constantFrom('open', 'snoozed', 'closed') }),
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;
const user = fc.constantFrom(person('olga', 'operator'), person('boss', 'manager'));

function play(server: ModelServer, step: Act): void {
  if (step.do === 'undo') server.undo(step.id);
  // What is meant for a merged conversation is said in the one that it became.
  const into = server.merged.get(step.id)?.into;
  if (step.do === 'write') server.write(into ?? step.id, step.direction);
  if (!server.rows.has(step.id)) return;
  if (step.do === 'merge' && !server.hasMerged(step.with)) server.merge(step.id, step.with);
  if (step.do === 'touch') server.touch(step.id, step.index);
  if (step.do === 'assign') server.change(step.id, { assignee: step.to });
  if (step.do === 'status') server.change(step.id, { status: step.to as ConversationView['status'] });
}

const windows = (server: ModelServer, reader: UserView): Loaded => ({
  cursor: server.head,
  merge(state: Inbox): Inbox {
    const rows = server.visible(reader);
    const open = rows.map((row) => [row.id, insertPage({ blocks: [] }, server.messages.get(row.id) ?? [])]);
    return { ...mergeConversations(state, rows), windows: Object.fromEntries(open) };
  },
});

/** What the reader can compare: rows, counters, and the messages of what he has open and may still see. */
function shown(state: Inbox) {
  const messages = Object.entries(state.windows)
    .filter(([conversation]) => state.conversations[conversation] !== undefined)
    .map(([conversation, window]) => [conversation, window.blocks.flatMap((block) => block.messages)]);
  return { rows: state.conversations, counts: state.counts, messages: Object.fromEntries(messages) };
}

function fresh(server: ModelServer, reader: UserView): Inbox {
  return windows(server, reader).merge(fromSnapshot(server.snapshot(reader)));
}

describe('the browser’s reducer', () => {
  it('turns an old snapshot and the log since then into the new snapshot', () => {
    fc.assert(
      fc.property(
        fc.array(act, { maxLength: 40 }),
        fc.array(act, { maxLength: 40 }),
        user,
        (past, later, reader) => {
          const server = new ModelServer();
          for (const step of past) play(server, step);
          const old = fresh(server, reader);
          const cut = server.head;
          for (const step of later) play(server, step);
          const now = applyAll(old, server.mine(reader, server.log.slice(cut)));
          const expected = fresh(server, reader);
          expect(now.conversations).toEqual(expected.conversations);
          expect(now.counts).toEqual(expected.counts);
          if (reader.role === 'manager') expectSuffixes(now, server);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never mutates the state it is given', () => {
    const server = new ModelServer();
    for (const conversation of ids) server.write(conversation, 'in');
    const before = fresh(server, person('boss', 'manager'));
    const copy = structuredClone(before);
    server.write('a', 'out');
    server.change('b', { assignee: 'olga' });
    applyAll(before, server.mine(person('boss', 'manager')).slice(-4));
    expect(before).toEqual(copy);
  });
});

type Fate = 'deliver' | 'lose' | 'twice' | 'later' | 'cut' | 'forget';
const fates = fc.array(
  fc.constantFrom<Fate>('deliver', 'deliver', 'deliver', 'lose', 'twice', 'later', 'cut', 'forget'),
  { minLength: 10, maxLength: 60 },
);

/** A line that loses, repeats and swaps, breaks and comes back, before a log that may be cut short. */
class Line {
  handlers: TransportHandlers | null = null;
  private late: LoggedEvent[] = [];
  private sent = 0;
  private fateIndex = 0;
  private readonly server: ModelServer;
  private readonly reader: UserView;
  private readonly fates: readonly Fate[];

  constructor(server: ModelServer, reader: UserView, fateList: readonly Fate[]) {
    this.server = server;
    this.reader = reader;
    this.fates = fateList;
  }

  push(): void {
    const fresh = this.server.mine(this.reader, this.server.log.slice(this.sent));
    this.sent = this.server.head;
    for (const event of fresh) {
      const fate = this.fates[this.fateIndex++ % this.fates.length];
      if (fate === 'cut') this.reconnect();
      else if (fate === 'forget') this.server.forgotten = this.server.head;
      else if (fate === 'later') this.late.push(event);
      else if (fate !== 'lose') {
        this.handlers?.event(event);
        if (fate === 'twice') this.handlers?.event(event);
        for (const old of this.late.splice(0)) this.handlers?.event(old);
      }
    }
  }

  reconnect(): void {
    this.handlers?.down();
    this.handlers?.hello(this.server.hello(this.reader));
  }
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
};

describe('the live line', () => {
  it('ends equal to the server after losses, repeats, swaps, cuts and a forgotten log', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 5, maxLength: 60 }),
        fates,
        user,
        async (steps, fateList, reader) => {
          const server = new ModelServer();
          server.write('a', 'in');
          const line = new Line(server, reader, fateList);
          const inbox = createStore(emptyInbox());
          const engine = createEngine({
            inbox,
            transport: {
              snapshot: async () => server.snapshot(reader),
              events: async (after) => server.events(reader, after, 3),
              connect(handlers) {
                line.handlers = handlers;
                return { look() {}, typing() {}, close() {} };
              },
            },
            visible: async () => [windows(server, reader)],
            onSnapshot() {},
            onEvent() {},
            onVolatile() {},
            pause: async () => {},
          });
          engine.start();
          line.reconnect();
          for (const [index, step] of steps.entries()) {
            play(server, step);
            line.push();
            if (index % 3 === 0) await settle();
          }
          await settle();
          line.reconnect();
          await settle();
          const expected = fresh(server, reader);
          expect(shown(inbox.get()).rows).toEqual(shown(expected).rows);
          expect(inbox.get().counts).toEqual(expected.counts);
          if (reader.role === 'manager') expectSuffixes(inbox.get(), server);
          expect(engine.link.get().phase).toBe('live');
        },
      ),
      { numRuns: sized(300, 5_000) },
    );
  });
});

/** What is loaded of a conversation equals the server's messages of the same numbers. */
function expectSuffixes(state: Inbox, server: ModelServer): void {
  for (const [conversation, window] of Object.entries(state.windows)) {
    const truth = server.messages.get(conversation) ?? [];
    for (const block of window.blocks) expect(block.messages).toEqual(truth.slice(block.from - 1, block.to));
  }
}
