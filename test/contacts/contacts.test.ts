import { afterAll, beforeAll, expect, test } from 'vitest';
import { userId } from '../../channels/ids.ts';
import {
  addIdentity,
  changeContact,
  contactView,
  createContact,
  removeIdentity,
} from '../../src/contacts/change.ts';
import { resolvePerson } from '../../src/contacts/resolve.ts';
import type { Actor } from '../../src/house.ts';
import { type CoreHouse, coreHouse, says } from '../support/core-house.ts';

let core: CoreHouse;
beforeAll(async () => {
  core = await coreHouse();
});
afterAll(() => core.close());

const boss: Actor = { kind: 'user', id: 'boss', name: 'Boss', role: 'manager', teams: [] };

test('simultaneous firsts in several processes make one person', async () => {
  const meeting = {
    account: core.account,
    peer: { id: userId('twenty'), name: 'Twenty', emails: ['twenty@example.org'] },
    chat: 'twenty',
    at: new Date(),
    incoming: true,
  };
  const met = await Promise.all(Array.from({ length: 20 }, () => resolvePerson(core.house, meeting)));
  expect(new Set(met.map(({ contactId }) => contactId)).size).toBe(1);
  expect(await core.house.store.contacts.countDocuments({ name: 'Twenty' })).toBe(1);
  expect(await core.house.store.conversations.countDocuments({ contactName: 'Twenty' })).toBe(1);
});

test('a contact written down by hand is found by the person who writes from that address', async () => {
  const made = await createContact(core.house, boss, { name: 'Anna Ivanova', emails: ['anna@example.org'] });
  await core.bring(
    says('anna', '1', 'Hello', { from: { id: 'anna', name: 'ann', emails: ['ANNA@example.org'] } }),
  );
  const view = await contactView(core.house, boss, made.id);
  expect(view).toMatchObject({ name: 'Anna Ivanova', named: true, emails: ['anna@example.org'] });
  expect(view.identities.map(({ kind }) => kind)).toEqual(['email', 'channel']);
  const row = await core.house.store.conversations.findOne({ contactId: made.id }).lean();
  expect(row).toMatchObject({ status: 'open', lastSeq: 1, contactName: 'Anna Ivanova' });
  await expect(
    createContact(core.house, boss, { name: 'Other', emails: ['anna@example.org'] }),
  ).rejects.toMatchObject({ code: 'conflict' });
  expect(await core.house.store.contacts.countDocuments({ name: 'Other' })).toBe(0);
});

test('addresses come and go, each change with a higher revision', async () => {
  const made = await createContact(core.house, boss, { name: 'Bob' });
  const grown = await addIdentity(core.house, boss, made.id, { kind: 'phone', value: '8 916 123-45-67' });
  expect(grown.phones).toEqual(['+79161234567']);
  expect(grown.rev).toBeGreaterThan(made.rev);
  await expect(addIdentity(core.house, boss, made.id, { kind: 'phone', value: '12' })).rejects.toMatchObject({
    code: 'invalid',
    field: 'value',
  });
  const phone = grown.identities.find(({ kind }) => kind === 'phone');
  const less = await removeIdentity(core.house, boss, made.id, phone?.id ?? '');
  expect(less.phones).toEqual([]);
  expect(less.rev).toBeGreaterThan(grown.rev);
});

test('a name follows the network until a colleague writes one', async () => {
  const from = (name: string) => ({ from: { id: 'named', name } });
  await core.bring(says('named', '1', 'a', from('First')), says('named', '2', 'b', from('Second')));
  const row = () => core.house.store.conversations.findOne({ 'routes.address': 'named' }).lean();
  expect((await row())?.contactName).toBe('Second');
  await changeContact(core.house, boss, (await row())?.contactId ?? '', { name: 'Mr. Third' });
  await core.bring(says('named', '3', 'c', from('Fourth')));
  expect((await row())?.contactName).toBe('Mr. Third');
});
