import { expect, test } from 'vitest';
import { mergeContacts, undoMerge } from '../../src/contacts/merge/merges.ts';
import { resumeMerges } from '../../src/contacts/merge/work.ts';
import type { MergeDoc } from '../../src/store/merges.ts';
import { type CoreHouse, coreHouse, says } from '../support/core-house.ts';
import { crashAfter } from '../support/crashing-store.ts';
import { testStore } from '../support/store.ts';
import { createToy } from '../support/toy-channel.ts';
import { boss, threadOf } from './merge-support.ts';

let time = 1_700_000_000_000;
/** Every look at it is later than the one before, so that the order of arrival is never a matter of chance. */
const clock = {
  now: () => {
    time += 1;
    return time;
  },
};

async function twoPeople(core: CoreHouse, round: string): Promise<{ ann: string; bob: string }> {
  const [ann, bob] = [`ann-${round}`, `bob-${round}`];
  await core.bring(says(ann, '1', 'a1'), says(bob, '1', 'b1'));
  await core.bring(says(bob, '2', 'b2', { replyTo: '1' }), says(ann, '2', 'a2'));
  await core.bring(says(ann, '3', 'a3', { replyTo: '2' }), says(bob, '3', 'b3'));
  return { ann, bob };
}

/** What must be true of both people whatever happened. */
async function expectApart(core: CoreHouse, ann: string, bob: string): Promise<void> {
  expect((await threadOf(core, ann)).texts).toEqual(['1 a1', '2 a2', '3 a3']);
  expect((await threadOf(core, bob)).texts).toEqual(['1 b1', '2 b2', '3 b3']);
  for (const user of [ann, bob]) await expectSound(core, user, 3);
}

async function expectTogether(core: CoreHouse, ann: string, bob: string): Promise<void> {
  const thread = await threadOf(core, ann);
  expect(thread.texts).toEqual(['1 a1', '2 b1', '3 b2', '4 a2', '5 a3', '6 b3']);
  expect(await threadOf(core, bob)).toEqual(thread);
  await expectSound(core, ann, 6);
}

/** Row, replies and locks agree with the messages. */
async function expectSound(core: CoreHouse, user: string, count: number): Promise<void> {
  const { conversationId, contactId } = await threadOf(core, user);
  const row = await core.house.store.conversations.findById(conversationId).lean();
  expect(row).toMatchObject({ lastSeq: count, unread: count, lastMessage: { seq: count } });
  expect(row).not.toHaveProperty('reserved');
  const contact = await core.house.store.contacts.findById(contactId).lean();
  expect(contact).not.toHaveProperty('merging');
  const messages = await core.house.store.messages.find({ conversationId }).lean();
  const seqOf = new Map(messages.map(({ _id, seq }) => [_id, seq]));
  for (const message of messages) {
    if (message.replyToMessageId) expect(message.replyToSeq).toBe(seqOf.get(message.replyToMessageId));
    expect(message.contactId).toBe(contactId);
  }
}

async function stateOf(core: CoreHouse, contact: string): Promise<MergeDoc['state'] | 'none'> {
  const merge = await core.house.store.merges.findOne({ into: contact }).lean<MergeDoc>();
  return merge?.state ?? 'none';
}

test('a merge and its undo end as they should after a crash at any step', async () => {
  const store = await testStore();
  const toy = createToy();
  const calm = await coreHouse({ clock, on: { store, toy } });
  const { ann, bob } = await twoPeople(calm, 'calm');
  const [one, two] = [await threadOf(calm, ann), await threadOf(calm, bob)];
  const counted = crashAfter(store, Number.POSITIVE_INFINITY);
  const merge = await mergeContacts(calm.house, boss, one.contactId, { from: two.contactId });
  const merging = counted.writes();
  await expectTogether(calm, ann, bob);
  await undoMerge(calm.house, boss, merge.id ?? '');
  const undoing = counted.writes() - merging;
  counted.heal();
  await expectApart(calm, ann, bob);
  await calm.close();

  for (let nth = 1; nth <= merging + undoing; nth += 1) {
    const first = await coreHouse({ clock, on: { store, toy } });
    const people = await twoPeople(first, String(nth));
    const into = (await threadOf(first, people.ann)).contactId;
    const from = (await threadOf(first, people.bob)).contactId;
    const early = nth <= merging;
    const done = early ? null : await mergeContacts(first.house, boss, into, { from });
    const crash = crashAfter(store, early ? nth : nth - merging);
    const work = done
      ? undoMerge(first.house, boss, done.id ?? '')
      : mergeContacts(first.house, boss, into, { from });
    await work.catch(() => undefined);
    await first.close();
    crash.heal();

    const second = await coreHouse({ clock, on: { store, toy } });
    await resumeMerges(second.house, true);
    await second.ingest.idle();
    const state = await stateOf(second, into);
    const label = `crash after write ${nth} of ${merging} + ${undoing}: ${state}`;
    if (early) expect(['done', 'none'], label).toContain(state);
    else expect(['done', 'undone'], label).toContain(state);
    try {
      if (state === 'done') await expectTogether(second, people.ann, people.bob);
      else await expectApart(second, people.ann, people.bob);
    } catch (error) {
      throw new Error(`${label}: ${error instanceof Error ? error.message : error}`);
    }
    // Whatever was left: life goes on, without a gap.
    await second.bring(says(people.bob, '4', 'b4'));
    const { texts } = await threadOf(second, people.bob);
    expect(texts.at(-1), label).toBe(`${texts.length} b4`);
    await second.close();
  }
  await store.close();
}, 600_000);
