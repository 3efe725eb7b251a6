import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeContacts, undoMerge } from '../../src/contacts/merge/merges.ts';
import { resumeMerges } from '../../src/contacts/merge/work.ts';
import type { Store } from '../../src/store/connect.ts';
import { type CoreHouse, coreHouse, says } from '../support/core-house.ts';
import { crashAfter } from '../support/crashing-store.ts';
import { testStore } from '../support/store.ts';
import { createToy } from '../support/toy-channel.ts';
import { boss, threadOf } from './merge-support.ts';

/** More than what is moved at once, so that a merge is seen half done. The bench does it with fifty thousand. */
const MESSAGES = 1_200;

let store: Store;
let core: CoreHouse;
const toy = createToy();
beforeAll(async () => {
  store = await testStore();
  core = await coreHouse({ on: { store, toy } });
});
afterAll(async () => {
  await core.close();
  await store.close();
});

async function talkative(user: string): Promise<void> {
  for (let from = 0; from < MESSAGES; from += 300) {
    const page = Array.from({ length: 300 }, (_, at) =>
      says(user, String(from + at), `${user} ${from + at}`),
    );
    await core.bring(...page);
  }
}

/** Texts of a thread without numbers; the numbers are checked to have no gap. */
async function thread(user: string): Promise<string[]> {
  const { texts } = await threadOf(core, user);
  expect(texts.map((text) => Number(text.split(' ')[0]))).toEqual(texts.map((_, index) => index + 1));
  return texts.map((text) => text.replace(/^\d+ /, ''));
}

const allOf = (user: string) => Array.from({ length: MESSAGES }, (_, at) => `${user} ${at}`);

async function expectTogether(one: string, other: string): Promise<void> {
  const together = await thread(one);
  expect(together).toHaveLength(2 * MESSAGES);
  for (const user of [one, other])
    expect(together.filter((text) => text.startsWith(`${user} `))).toEqual(allOf(user));
}

async function expectApart(one: string, other: string): Promise<void> {
  for (const user of [one, other]) expect(await thread(user)).toEqual(allOf(user));
}

/** How often somebody else was heard while `work` was under way. */
async function heardMeanwhile(work: Promise<unknown>, user: string): Promise<number> {
  let over = false;
  const done = work.finally(() => {
    over = true;
  });
  let count = 0;
  for (; !over; count += 1) await core.bring(says(user, `${Date.now()}${count}`, `${count}`));
  await done;
  return count;
}

async function contactOf(user: string): Promise<string> {
  return (await threadOf(core, user)).contactId;
}

test('long threads become one and two again; others are heard meanwhile', async () => {
  await talkative('lena');
  await talkative('mark');
  const from = await contactOf('mark');
  let id = '';
  const merging = mergeContacts(core.house, boss, await contactOf('lena'), { from }).then((merge) => {
    id = merge.id ?? '';
  });
  expect(await heardMeanwhile(merging, 'nina')).toBeGreaterThan(2);
  await expectTogether('lena', 'mark');
  expect(await heardMeanwhile(undoMerge(core.house, boss, id), 'nina')).toBeGreaterThan(2);
  await expectApart('lena', 'mark');
}, 300_000);

test('killed in the middle of long threads, a merge and its undo are ended by the next start', async () => {
  await talkative('olga');
  await talkative('petr');
  const [into, from] = [await contactOf('olga'), await contactOf('petr')];
  const counted = crashAfter(store, Number.POSITIVE_INFINITY);
  const first = await mergeContacts(core.house, boss, into, { from });
  const merging = counted.writes();
  await undoMerge(core.house, boss, first.id ?? '');
  const undoing = counted.writes() - merging;
  counted.heal();

  const afterCrash = async (writes: number, work: () => Promise<unknown>) => {
    const crash = crashAfter(store, writes);
    await work().catch(() => undefined);
    await core.close();
    crash.heal();
    core = await coreHouse({ on: { store, toy } });
    expect(await resumeMerges(core.house, true)).toBe(1);
  };
  await afterCrash(Math.floor(merging / 2), () => mergeContacts(core.house, boss, into, { from }));
  await expectTogether('olga', 'petr');
  const merge = await store.merges.findOne({ into, state: 'done' }).lean<{ _id: string }>();
  await afterCrash(Math.floor(undoing / 2), () => undoMerge(core.house, boss, merge?._id ?? ''));
  await expectApart('olga', 'petr');
}, 300_000);
