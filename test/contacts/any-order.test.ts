import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportCall } from '../../src/api/protocol.ts';
import { addIdentity, contactView, createContact, removeIdentity } from '../../src/contacts/change.ts';
import { reportCall } from '../../src/crm/report-call.ts';
import type { IdentityDoc } from '../../src/store/identities.ts';
import { listTimeline } from '../../src/timeline/list.ts';
import { type CoreHouse, coreHouse, says } from '../support/core-house.ts';
import { boss, threadOf } from './merge-support.ts';

let now = 1_700_000_000_000;
let core: CoreHouse;
beforeAll(async () => {
  core = await coreHouse({ clock: { now: () => now } });
});
afterAll(() => core.close());

/** Everything that can become known of one person, each at its own time whatever comes first. */
const HAPPENINGS = ['letter', 'letter2', 'chat', 'call', 'call2', 'contact', 'email', 'phone'] as const;
type Happening = (typeof HAPPENINGS)[number];

async function play(round: number, order: readonly Happening[]): Promise<unknown> {
  const email = `ivan${round}@example.org`;
  const phone = `+7912${String(1_000_000 + round)}`;
  const at = (what: Happening) => 1_700_000_000_000 + HAPPENINGS.indexOf(what) * 60_000;
  let contact: string | undefined;
  const wanted = new Set<Happening>();
  for (const what of order) {
    now = at(what);
    if (what === 'letter' || what === 'letter2') {
      const from = { id: `mail-${round}`, name: 'Иван', emails: [email] };
      await core.bring(says(`mail-${round}`, what, `${what} ${round}`, { from, at: now }));
    } else if (what === 'chat') {
      const from = { id: `chat-${round}`, name: 'vanya_777' };
      await core.bring(says(`chat-${round}`, 'm', `мой номер ${phone}`, { from, at: now }));
    } else if (what === 'call' || what === 'call2') await ring(`${what}-${round}`, phone);
    else if (what === 'contact') {
      contact = (await createContact(core.house, boss, { name: 'Иван Петров' })).id;
      for (const late of wanted) await give(contact, late, late === 'email' ? email : phone, at(late));
    } else if (contact === undefined) wanted.add(what);
    else await give(contact, what, what === 'email' ? email : phone, now);
  }
  if (contact === undefined) throw new Error('The contact was never made.');
  return timelineOf(contact, round);
}

async function give(contact: string, kind: Happening, value: string, at: number): Promise<void> {
  now = at;
  await addIdentity(core.house, boss, contact, { kind: kind === 'email' ? 'email' : 'phone', value });
}

async function ring(call: string, from: string): Promise<void> {
  const report: ReportCall = { call, event: 'missed', direction: 'in', from, to: '+74951234567' };
  await reportCall(core.house, report);
}

/** What a colleague sees, without ids. */
async function timelineOf(contact: string, round: number): Promise<unknown> {
  const kinds = ['message', 'note', 'call', 'identity', 'lead', 'merge'];
  const { items } = await listTimeline(core.house, contact, { limit: 200, kinds });
  const view = await contactView(core.house, boss, contact);
  const neutral = (text: unknown) => JSON.stringify(text ?? null).replaceAll(String(round), 'N');
  return {
    entries: items
      .map((entry) => {
        const said = entry as {
          message?: { text: string };
          value?: string;
          evidence?: string;
          call?: unknown;
        };
        return [entry.kind, entry.at, neutral(said.message?.text ?? said.value), neutral(said.evidence)];
      })
      .map((entry) => entry.join(' '))
      .sort(),
    addresses: view.identities.map(({ kind, value }) => neutral(`${kind} ${value}`)).sort(),
    because: view.identities
      .flatMap(({ value, because }) => (because ?? []).map(({ kind }) => neutral(`${value} ${kind}`)))
      .sort(),
    named: view.name,
  };
}

test('any order of messages, calls, contact and addresses gives the same timeline', async () => {
  let round = 100_000;
  const expected = await play(round, HAPPENINGS);
  expect(JSON.stringify(expected)).toContain('letter2');
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...HAPPENINGS], { minLength: HAPPENINGS.length }),
      async (order) => {
        round += 1;
        expect(await play(round, order), order.join(' ')).toEqual(expected);
      },
    ),
    { numRuns: 12 },
  );
}, 300_000);

test('an address that is taken away takes along what came by it, and only that', async () => {
  now += 1_000_000;
  const from = { id: 'gone', name: 'Someone', emails: ['gone@example.org'] };
  await core.bring(says('gone', '1', 'before', { from }));
  const made = await createContact(core.house, boss, { name: 'Пётр', emails: ['gone@example.org'] });
  expect((await threadOf(core, 'gone')).contactId).toBe(made.id);
  await core.bring(says('gone', '2', 'after', { from }));
  const identity = await core.house.store.identities
    .findOne({ key: 'email:gone@example.org' })
    .lean<IdentityDoc>();
  await removeIdentity(core.house, boss, made.id, identity?._id ?? '');
  const gone = await threadOf(core, 'gone');
  expect(gone.contactId).not.toBe(made.id);
  expect(gone.texts).toEqual(['1 before', '2 after']);
  expect((await contactView(core.house, boss, made.id)).emails).toEqual([]);
  expect((await listTimeline(core.house, made.id, { limit: 50, kinds: ['message'] })).items).toEqual([]);
});
