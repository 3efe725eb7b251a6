import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeContact } from '../../src/contacts/change.ts';
import { mergeContacts, undoMerge } from '../../src/contacts/merge/merges.ts';
import type { ContactDoc } from '../../src/store/contacts.ts';
import type { ConversationDoc } from '../../src/store/conversations.ts';
import { type CoreHouse, coreHouse, says } from '../support/core-house.ts';
import { boss, threadOf } from './merge-support.ts';

let time = 1_700_000_000_000;
const clock = {
  now: () => {
    time += 1;
    return time;
  },
};
let core: CoreHouse;
beforeAll(async () => {
  core = await coreHouse({ clock });
});
afterAll(() => core.close());

const PEOPLE = 3;
const who = fc.nat(PEOPLE - 1);
const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('say' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), who, with: who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('undo' as const), nth: fc.nat(5) }) },
);

/** A person's thread and what is known of them, without ids of messages and revisions. */
async function personOf(user: string): Promise<unknown> {
  const { contactId, conversationId, texts } = await threadOf(core, user);
  const row = await core.house.store.conversations.findById(conversationId).lean<ConversationDoc>();
  const contact = await core.house.store.contacts.findById(contactId).lean<ContactDoc>();
  const { name, named, company, labels, fields, responsible, lead } = contact ?? ({} as ContactDoc);
  return {
    texts,
    row: row && [row.status, row.unread, row.lastSeq, row.lastMessage?.text, row.labels, row.contactName],
    waiting: row?.waitingSince,
    routes: row?.routes.map(({ address }) => address).sort(),
    contact: { name, named, company, labels, fields, responsible, lead: lead?.status },
    marks: [row?.mergedInto, row?.reserved, contact?.mergedInto, contact?.merging, contact?.merges],
  };
}

let round = 0;
test('merges, stacked and undone in any order with messages in between, leave everybody as they were', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { minLength: 3, maxLength: 8 }),
      fc.infiniteStream(fc.nat(9)),
      async (actions, dice) => {
        round += 1;
        const users = Array.from({ length: PEOPLE }, (_, index) => `p${round}-${index}`);
        const said = users.map((): string[] => []);
        const say = async (index: number) => {
          const user = users[index] ?? '';
          const list = said[index] ?? [];
          list.push(`${list.length + 1} ${user} says ${list.length + 1}`);
          await core.bring(
            says(user, String(list.length), `${user} says ${list.length}`, { at: time + 1000 }),
          );
        };
        for (const [index, user] of users.entries()) {
          await say(index);
          const { contactId } = await threadOf(core, user);
          await changeContact(core.house, boss, contactId, {
            company: index % 2 === 0 ? `Firm ${index}` : '',
            labels: [`l${index}`, 'all'],
            fields: { [`f${index}`]: String(index), shared: String(index) },
          });
        }
        const before = await Promise.all(users.map(personOf));
        const merges: string[] = [];
        for (const one of actions) {
          if (one.do === 'say') await say(one.who);
          if (one.do === 'merge') {
            const into = await threadOf(core, users[one.who] ?? '');
            const from = await threadOf(core, users[one.with] ?? '');
            if (into.contactId === from.contactId) continue;
            const { id } = await mergeContacts(core.house, boss, into.contactId, { from: from.contactId });
            if (id !== null) merges.push(id);
          }
          const open = merges[one.do === 'undo' ? one.nth : -1];
          if (one.do === 'undo' && open !== undefined) {
            await undoMerge(core.house, boss, open);
            merges.splice(one.nth, 1);
          }
          for (const user of users) await expectGapless(user);
        }
        while (merges.length > 0) {
          const nth = (dice.next().value ?? 0) % merges.length;
          await undoMerge(core.house, boss, merges[nth] ?? '');
          merges.splice(nth, 1);
        }
        for (const [index, user] of users.entries()) {
          const now = (await personOf(user)) as { texts: string[]; row: unknown[]; waiting: unknown };
          const was = before[index] as { texts: string[]; row: unknown[]; waiting: unknown };
          expect(now.texts).toEqual(said[index]);
          const count = said[index]?.length ?? 0;
          const [status, , , , labels, name] = was.row;
          const words = `${user} says ${count}`;
          expect(now).toEqual({
            ...was,
            texts: said[index],
            row: [status, count, count, words, labels, name],
          });
        }
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 4) },
  );
}, 600_000);

async function expectGapless(user: string): Promise<void> {
  const { texts, conversationId } = await threadOf(core, user);
  expect(texts.map((text) => Number(text.split(' ')[0]))).toEqual(texts.map((_, index) => index + 1));
  const row = await core.house.store.conversations.findById(conversationId).lean<ConversationDoc>();
  expect(row?.lastSeq).toBe(texts.length);
  expect(row?.lastMessage?.seq).toBe(texts.length);
}
