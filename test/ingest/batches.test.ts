import { afterEach, expect, test } from 'vitest';
import { announceAccount } from '../../src/accounts/change.ts';
import { createBatches } from '../../src/ingest/batches.ts';
import type { AccountDoc } from '../../src/store/accounts.ts';
import { envelopesById } from '../../src/store/envelopes.ts';
import { raw } from '../../src/store/raw.ts';
import { type CoreHouse, coreHouse, envelopeOf, says } from '../support/core-house.ts';

let core: CoreHouse;
afterEach(() => core.close());

/** Does something while the accounts of a batch are being read. */
function whileReading(accounts: CoreHouse['house']['store']['accounts'], doThis: () => Promise<void>): void {
  const collection = raw(accounts);
  const find: typeof collection.find = collection.find.bind(collection);
  const watched = (filter: Parameters<typeof find>[0]) => {
    collection.find = find;
    const cursor = find(filter);
    const toArray = cursor.toArray.bind(cursor);
    cursor.toArray = async () => {
      const found = await toArray();
      await doThis();
      return found;
    };
    return cursor;
  };
  collection.find = watched as typeof find;
}

async function oneOfEach(accounts: readonly AccountDoc[]) {
  for (const [at, account] of accounts.entries())
    await core.ingest.accept(account, [envelopeOf(says(`person ${at}`, `${at}`, 'Hello'))]);
  await core.ingest.idle();
  const ids = await core.house.store.envelopes.distinct('_id');
  const docs = await envelopesById(core.house.store, ids.map(String));
  return docs.map((doc) => ({ id: doc._id, size: 1, doc: { ...doc, state: 'new' as const } }));
}

test('an account that changes while those of a batch are read is not taken for a removed one', async () => {
  core = await coreHouse();
  const { house, account, addAccount } = core;
  const other = await addAccount('second@toy');
  const both = await oneOfEach([account, other]);
  const batches = createBatches(house);
  const first = both.filter(({ doc }) => doc.accountId === account._id);
  expect((await batches.prepare(first)).letters).toHaveLength(1);
  whileReading(house.store.accounts, () => announceAccount(house, account));
  const { letters, bad } = await batches.prepare(both);
  expect(bad).toEqual([]);
  expect(letters.map((letter) => letter.account._id).sort()).toEqual([account._id, other._id].sort());
});

test('what was read of an account before it changed is not kept for the batches after the change', async () => {
  core = await coreHouse();
  const { house, account } = core;
  const one = await oneOfEach([account]);
  const batches = createBatches(house);
  whileReading(house.store.accounts, async () => {
    await house.store.accounts.updateOne({ _id: account._id }, { name: 'renamed' });
    await announceAccount(house, { ...account, name: 'renamed' });
  });
  await batches.prepare(one);
  const [letter] = (await batches.prepare(one)).letters;
  expect(letter?.account.name).toBe('renamed');
});
