import { afterAll, beforeAll, expect, test } from 'vitest';
import { addIdentity, contactView, removeIdentity } from '../../src/contacts/change.ts';
import { mergeContacts } from '../../src/contacts/merge/merges.ts';
import { confirmOffer, offersOf, refuseOffer } from '../../src/contacts/offers.ts';
import type { Actor } from '../../src/house.ts';
import { listTimeline } from '../../src/timeline/list.ts';
import { type CoreHouse, coreHouse, says } from '../support/core-house.ts';
import { boss, threadOf } from './merge-support.ts';

let core: CoreHouse;
/** Contacts of `contact.changed` events, in their order. */
const changed: string[] = [];
beforeAll(async () => {
  core = await coreHouse();
  core.house.events.subscribe(({ event }) => {
    if (event.name === 'contact.changed') changed.push(event.data.contact.id);
  });
});
afterAll(() => core.close());

let messages = 0;
async function write(user: string, text: string, name = user): Promise<string> {
  messages += 1;
  await core.bring(says(user, String(messages), text, { from: { id: user, name } }));
  return (await threadOf(core, user)).contactId;
}
const offers = (contact: string) => offersOf(core.house, boss, contact);
const values = async (contact: string) => (await offers(contact)).map(({ value }) => value);
const phone = (value: string) => ({ kind: 'phone' as const, value });

test('what is too weak to be linked is offered with its message, the surest first, and screens hear of it', async () => {
  const contact = await write('anna', 'Добрый день');
  expect(await offers(contact)).toEqual([]);
  changed.length = 0;
  await write('anna', 'Спасибо.\nнашли в архиве bureau@weak.example, там же был и attic@weak.example');
  await write('anna', '8 912 000-00-01');
  const [first, second] = await offers(contact);
  expect(new Set(changed)).toEqual(new Set([contact]));
  const [surest, ...others] = await values(contact);
  expect([surest, ...others.sort()]).toEqual(['+79120000001', 'attic@weak.example', 'bureau@weak.example']);
  expect(first).toMatchObject({ kind: 'phone', value: '+79120000001', evidence: { kind: 'typed' } });
  expect(second?.kind).toBe('email');
  expect(first?.confidence).toBeGreaterThan(second?.confidence ?? 1);
  const stood = await core.house.store.messages.findById(first?.evidence.message).lean();
  expect(stood?.content.text.text).toBe('8 912 000-00-01');
  expect((await contactView(core.house, boss, contact)).phones).toEqual([]);
  changed.length = 0;
  await write('anna', 'повторю: 8 912 000-00-01');
  expect(changed).not.toContain(contact);
});

test('one word of a colleague links it: the evidence names the message, the timeline the colleague', async () => {
  const contact = await write('boris', '8 912 000-00-02');
  const [offer] = await offers(contact);
  const view = await confirmOffer(core.house, boss, contact, phone('+79120000002'));
  expect(view.phones).toEqual(['+79120000002']);
  const [because] = view.identities.find(({ kind }) => kind === 'phone')?.because ?? [];
  expect(because).toMatchObject({ kind: 'person', by: 'Boss', said: offer?.at });
  expect(because?.message).toBe(offer?.evidence.message);
  const { items } = await listTimeline(core.house, contact, { limit: 50, kinds: ['identity'] });
  expect(items).toMatchObject([{ value: '+79120000002', change: 'linked', by: 'Boss' }]);
  expect(await offers(contact)).toEqual([]);
  const again = await confirmOffer(core.house, boss, contact, phone('+79120000002'));
  expect(again.identities).toEqual(view.identities);
});

test('a stranger who has written from there since is this person, with all they wrote', async () => {
  const contact = await write('clara', 'clara@late.example');
  await core.bring(
    says('mail-clara', 'm1', 'Письмо', { from: { id: 'mail-clara', emails: ['clara@late.example'] } }),
  );
  expect((await threadOf(core, 'mail-clara')).contactId).not.toBe(contact);
  expect(await values(contact)).toEqual([]);
  await confirmOffer(core.house, boss, contact, { kind: 'email', value: 'clara@late.example' });
  const thread = await threadOf(core, 'mail-clara');
  expect(thread.contactId).toBe(contact);
  expect(thread.texts).toHaveLength(2);
});

test('"not theirs" is for ever, also when it is said again as their own or after a merge', async () => {
  const contact = await write('dina', '8 912 000-00-04');
  changed.length = 0;
  await refuseOffer(core.house, boss, contact, phone('8 912 000 00 04'));
  expect(changed).toContain(contact);
  expect(await offers(contact)).toEqual([]);
  await write('dina', 'мой номер 8 912 000-00-04');
  expect(await offers(contact)).toEqual([]);
  const other = await write('egor', '8 912 000-00-04');
  expect(await values(other)).toEqual(['+79120000004']);
  await mergeContacts(core.house, boss, other, { from: contact });
  expect(await offers(other)).toEqual([]);
  await write('egor', 'мой номер 8 912 000-00-04');
  expect((await contactView(core.house, boss, other)).phones).toEqual([]);
  await expect(confirmOffer(core.house, boss, other, phone('+79120000004'))).rejects.toMatchObject({
    code: 'conflict',
  });
  const given = await addIdentity(core.house, boss, other, phone('+79120000004'));
  expect(given.phones).toEqual(['+79120000004']);
  await expect(refuseOffer(core.house, boss, other, phone('+79120000004'))).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('an address that was confirmed and taken away is not offered again', async () => {
  const contact = await write('faina', '8 912 000-00-05');
  const view = await confirmOffer(core.house, boss, contact, phone('+79120000005'));
  const identity = view.identities.find(({ kind }) => kind === 'phone');
  await removeIdentity(core.house, boss, contact, identity?.id ?? '');
  await write('faina', '8 912 000-00-05');
  expect(await offers(contact)).toEqual([]);
});

test('a number below the letters of two people is offered to neither; what nobody found cannot be confirmed', async () => {
  const signed = (name: string) => `Жду счёт.\nСпасибо.\n\nС уважением,\n${name}\nтел. +7 495 000-00-06`;
  const one = await write('gleb', signed('Глеб Орлов'), 'Глеб Орлов');
  expect(await values(one)).toEqual(['+74950000006']);
  changed.length = 0;
  const other = await write('hanna', signed('Ханна Белова'), 'Ханна Белова');
  expect([await offers(one), await offers(other)]).toEqual([[], []]);
  expect(changed).toContain(one);
  await expect(confirmOffer(core.house, boss, one, phone('+79120000099'))).rejects.toMatchObject({
    code: 'conflict',
    field: 'value',
  });
});

test('nobody learns them who may not see the person', async () => {
  const contact = await write('ivan', '8 912 000-00-07');
  const { conversationId } = await threadOf(core, 'ivan');
  await core.house.store.conversations.updateOne({ _id: conversationId }, { assignee: 'somebody' });
  const stranger: Actor = { kind: 'user', id: 'op', name: 'Op', role: 'operator', teams: [] };
  for (const ask of [
    () => offersOf(core.house, stranger, contact),
    () => confirmOffer(core.house, stranger, contact, phone('+79120000007')),
    () => refuseOffer(core.house, stranger, contact, phone('+79120000007')),
  ]) {
    await expect(ask()).rejects.toMatchObject({ code: 'not_found' });
  }
  expect(await values(contact)).toEqual(['+79120000007']);
});
