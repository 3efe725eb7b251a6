import { expect, test } from 'vitest';
import type { LogEntry } from '../../src/events/log.ts';
import { presentConversation, presentMessage } from '../../src/events/present.ts';
import type { Store } from '../../src/store/connect.ts';
import type { ConversationDoc } from '../../src/store/conversations.ts';
import type { EventRunDoc } from '../../src/store/events.ts';
import type { MessageDoc } from '../../src/store/message-doc.ts';
import { type CoreHouse, coreHouse, envelopeOf, says } from '../support/core-house.ts';
import { crashAfter } from '../support/crashing-store.ts';
import { testStore } from '../support/store.ts';
import { createToy } from '../support/toy-channel.ts';

const clock = { now: () => 1_700_000_100_000 };

/** Everything an envelope can do, for two people, in batches as they come. */
const BATCHES = [
  [
    says('ann', '1', 'Hello', {
      source: 'ad',
      from: { id: 'ann', name: 'Ann', emails: ['ann@example.org'] },
    }),
    says('bob', '1', 'Hi'),
    says('ann', '2', 'A picture', { group: 'g', files: [{ kind: 'image', blob: 'x' }] }),
  ],
  [
    { type: 'edited', chat: 'bob', id: '2', at: 1_700_000_050_000, text: 'Later, mended' } as const,
    says('ann', '3', '', { group: 'g', files: [{ kind: 'image', blob: 'y' }] }),
    says('ann', '4', 'Answer', { replyTo: '1' }),
    says('bob', '2', 'Later'),
  ],
  [
    { type: 'edited', chat: 'ann', id: '1', at: 1_700_000_060_000, text: 'Hello!' } as const,
    { type: 'removed', chat: 'bob', ids: ['1'], at: 1_700_000_070_000 } as const,
    says('bob', '3', 'We wrote', { direction: 'out', from: { id: 'us' }, peer: { id: 'bob' } }),
    {
      type: 'reachability',
      chat: 'ann',
      at: 1_700_000_080_000,
      peer: { id: 'ann' },
      reachable: false,
    } as const,
  ],
];

async function deliver(core: CoreHouse, dead: () => boolean): Promise<void> {
  for (const batch of BATCHES) {
    try {
      await core.ingest.accept(
        core.account,
        batch.map((update) => envelopeOf(update, clock.now())),
      );
    } catch (error) {
      if (!dead()) throw error;
    }
    if (dead()) return;
    await Promise.race([core.ingest.idle(), untilDead(dead)]);
  }
}

async function untilDead(dead: () => boolean): Promise<void> {
  while (!dead()) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** What an observer could tell apart, without ids and revisions, which differ between runs. */
async function stateOf(store: Store): Promise<unknown> {
  const rows = await store.conversations.find().sort({ contactName: 1 }).lean<ConversationDoc[]>();
  const people = [];
  for (const row of rows) {
    const messages = await store.messages
      .find({ conversationId: row._id })
      .sort({ seq: 1 })
      .lean<MessageDoc[]>();
    const contact = await store.contacts.findById(row.contactId).lean();
    const identities = await store.identities.find({ contactId: row.contactId }).lean();
    const timeline = await store.timeline.find({ contactId: row.contactId }).lean();
    const answered = new Map(messages.map(({ _id, seq }) => [_id, seq]));
    people.push({
      name: contact?.name,
      source: contact?.source,
      identities: identities.map(({ kind, value }) => `${kind}:${value}`).sort(),
      timeline: timeline.map(({ kind }) => kind).sort(),
      row: [row.status, row.unread, row.waitingSince, row.lastSeq, row.lastMessage?.text, row.bot],
      routes: row.routes.map(({ address, reachable }) => [address, reachable]),
      messages: messages.map((message) => [
        message.seq,
        message.direction,
        message.content.text.text,
        message.content.attachments.map(({ ref }) => ref),
        message.replyToMessageId && answered.get(message.replyToMessageId),
        message.editedAt,
        message.removedAt,
      ]),
    });
  }
  return {
    people,
    contacts: await store.contacts.countDocuments(),
    unsettled: await store.envelopes.countDocuments({ state: { $ne: 'applied' } }),
  };
}

/** Whoever followed the log from the beginning has every message and every row as the store has them. */
async function expectLogTellsAll(store: Store): Promise<void> {
  const runs = await store.events.find().sort({ _id: 1 }).lean<EventRunDoc[]>();
  const events = runs.flatMap((run) => (JSON.parse(run.body) as LogEntry[]).map(({ event }) => event));
  expect(events.map(({ cursor }) => cursor)).toEqual(events.map((_, at) => at + 1));
  const seen = new Map<string, { rev: number }>();
  for (const event of events) {
    const entity =
      event.name === 'message.added' || event.name === 'message.changed'
        ? event.data.message
        : event.name === 'conversation.changed'
          ? event.data.conversation
          : undefined;
    if (entity && (seen.get(entity.id)?.rev ?? 0) <= entity.rev) seen.set(entity.id, entity);
  }
  for (const message of await store.messages.find().lean<MessageDoc[]>()) {
    expect(seen.get(message._id)).toEqual(JSON.parse(JSON.stringify(presentMessage(message))));
  }
  for (const row of await store.conversations.find().lean<ConversationDoc[]>()) {
    expect(seen.get(row._id)).toEqual(JSON.parse(JSON.stringify(presentConversation(row))));
  }
}

test('after a crash at any step the next life ends in the same state', async () => {
  const store = await testStore();
  const counted = crashAfter(store, Number.POSITIVE_INFINITY);
  const undisturbed = await coreHouse({ clock, on: { store, toy: createToy() } });
  const setUp = counted.writes();
  await deliver(undisturbed, counted.dead);
  const writes = counted.writes() - setUp;
  counted.heal();
  const state = await stateOf(store);
  await expectLogTellsAll(store);
  await undisturbed.close();
  expect(writes).toBeGreaterThan(20);
  for (let nth = 1; nth <= writes; nth += 1) {
    await empty(store);
    const toy = createToy();
    const first = await coreHouse({ clock, on: { store, toy } });
    const crash = crashAfter(store, nth);
    await deliver(first, crash.dead);
    await first.close();
    crash.heal();
    const second = await coreHouse({ clock, on: { store, toy } });
    await second.ingest.idle();
    await deliver(second, () => false);
    expect(await stateOf(store), `crash after write ${nth} of ${writes}`).toEqual(state);
    await expectLogTellsAll(store);
    await second.close();
  }
  await store.close();
}, 180_000);

async function empty(store: Store): Promise<void> {
  for (const model of Object.values(store.connection.models)) await model.deleteMany({});
}
