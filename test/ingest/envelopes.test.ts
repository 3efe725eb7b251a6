import { afterEach, expect, test } from 'vitest';
import { presentAccount } from '../../src/events/present.ts';
import { newId } from '../../src/ids.ts';
import {
  deleteApplied,
  type EnvelopeDoc,
  envelopesById,
  settleEnvelopes,
  storeEnvelopes,
} from '../../src/store/envelopes.ts';
import { type CoreHouse, coreHouse, envelopeOf, says } from '../support/core-house.ts';

let open: CoreHouse | undefined;
afterEach(async () => {
  await open?.close();
  open = undefined;
});

const docOf = (key: string, size: number): EnvelopeDoc => ({
  _id: newId(),
  key,
  accountId: 'a',
  channel: 'toy',
  lane: 'l',
  bytes: Buffer.from(Array.from({ length: size }, (_, at) => at % 251)),
  size,
  receivedAt: new Date(1_700_000_000_000),
  state: 'new',
  open: true,
  attempts: 0,
});

test('bytes come back whole however many there are, and leave nothing behind', async () => {
  open = await coreHouse();
  const { store } = open.house;
  const docs = [0, 500, 8192, 8193, 300_000, 9_000_000].map((size) => docOf(`k${size}`, size));
  expect(await storeEnvelopes(store, docs)).toEqual(new Set());
  const back = await envelopesById(
    store,
    docs.map(({ _id }) => _id),
  );
  expect(back.map(({ bytes }) => bytes.length)).toEqual(docs.map(({ size }) => size));
  for (const [index, { bytes }] of back.entries())
    expect(bytes.equals(docs[index]?.bytes ?? bytes)).toBe(true);

  const before = await store.envelopeParts.countDocuments();
  const again = docs.map((doc) => ({ ...doc, _id: newId() }));
  expect((await storeEnvelopes(store, again)).size).toBe(docs.length);
  expect(await store.envelopeParts.countDocuments()).toBe(before);

  const ids = docs.map(({ _id }) => _id);
  await settleEnvelopes(store.envelopes, ids, new Date());
  await deleteApplied(store, 'g');
  expect(await store.envelopes.countDocuments()).toBe(0);
  expect(await store.envelopeParts.countDocuments()).toBe(0);
});

test('an account that changes while its messages are decoded keeps them', async () => {
  open = await coreHouse();
  const { house, ingest, account } = open;
  const envelopes = Array.from({ length: 200 }, (_, at) =>
    envelopeOf(says(`p${at}`, '1', `Hello ${at}`), house.clock.now()),
  );
  await ingest.accept(account, envelopes);
  let done = false;
  const idle = ingest.idle().then(() => {
    done = true;
  });
  const data = { account: presentAccount(account) };
  while (!done) await house.events.publish([{ name: 'account.changed', data, rooms: ['managers'] }]);
  await idle;
  expect(await house.store.envelopes.countDocuments({ state: 'quarantined' })).toBe(0);
  expect(await house.store.messages.countDocuments()).toBe(200);
});
