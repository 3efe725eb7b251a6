import { afterAll, beforeAll, expect, test } from 'vitest';
import { createContact } from '../../src/contacts/change.ts';
import { mergeContacts, undoMerge } from '../../src/contacts/merge/merges.ts';
import { type CoreHouse, coreHouse, says } from '../support/core-house.ts';
import { boss, threadOf, wholeHouse } from './merge-support.ts';

let core: CoreHouse;
beforeAll(async () => {
  core = await coreHouse();
});
afterAll(() => core.close());

test('two threads become one by time of arrival and are two again when it is undone', async () => {
  await core.bring(says('ann', '1', 'a1'));
  await core.bring(says('bob', '1', 'b1'));
  await core.bring(says('ann', '2', 'a2'));
  await core.bring(says('bob', '2', 'b2'), says('bob', '3', 'b3'));
  const before = await wholeHouse(core.house.store);
  const [ann, bob] = [await threadOf(core, 'ann'), await threadOf(core, 'bob')];
  const merged = await mergeContacts(core.house, boss, ann.contactId, { from: bob.contactId });
  expect(merged).toMatchObject({ state: 'done', moved: { messages: 3, identities: 1 } });
  const one = await threadOf(core, 'ann');
  expect(one.texts).toEqual(['1 a1', '2 b1', '3 a2', '4 b2', '5 b3']);
  expect((await threadOf(core, 'bob')).contactId).toBe(ann.contactId);
  await undoMerge(core.house, boss, merged.id ?? '');
  expect(await wholeHouse(core.house.store)).toEqual(before);
});

test('what comes after the merge goes to whom it belongs when it is undone', async () => {
  await core.bring(says('carl', '1', 'c1'), says('dora', '1', 'd1'));
  const [carl, dora] = [await threadOf(core, 'carl'), await threadOf(core, 'dora')];
  const merged = await mergeContacts(core.house, boss, carl.contactId, { from: [dora.contactId] });
  await core.bring(says('dora', '2', 'd2'), says('carl', '2', 'c2'), says('dora', '3', 'd3'));
  expect((await threadOf(core, 'carl')).texts).toEqual(['1 c1', '2 d1', '3 d2', '4 c2', '5 d3']);
  await undoMerge(core.house, boss, merged.id ?? '');
  expect((await threadOf(core, 'carl')).texts).toEqual(['1 c1', '2 c2']);
  expect((await threadOf(core, 'dora')).texts).toEqual(['1 d1', '2 d2', '3 d3']);
  await core.bring(says('dora', '4', 'd4'), says('carl', '3', 'c3'));
  expect((await threadOf(core, 'carl')).texts.at(-1)).toBe('3 c3');
  expect((await threadOf(core, 'dora')).texts.at(-1)).toBe('4 d4');
});

test('a dry run names what people disagree about and changes nothing', async () => {
  const one = await createContact(core.house, boss, {
    name: 'Иван Петров',
    phones: ['+7 912 345-67-89'],
    fields: { company: 'Ромашка' },
  });
  const two = await createContact(core.house, boss, { name: 'Иван П.', fields: { company: 'ООО Ромашка' } });
  const before = await wholeHouse(core.house.store);
  const dry = await mergeContacts(core.house, boss, one.id, {
    from: two.id,
    fields: { company: two.id },
    dryRun: true,
  });
  expect(dry).toMatchObject({ id: null, contact: { name: 'Иван Петров', company: 'ООО Ромашка' } });
  expect(dry.conflicts?.map(({ field, chosen }) => [field, chosen])).toEqual([
    ['name', one.id],
    ['company', two.id],
  ]);
  expect(await wholeHouse(core.house.store)).toEqual(before);
});
