import { afterEach, expect, test } from 'vitest';
import { changeAccount, createAccount, removeAccount } from '../../src/accounts/change.ts';
import { acquireLease } from '../../src/accounts/lease.ts';
import { createRunner, type Runner } from '../../src/accounts/runner.ts';
import { accountById, saveCursor, takeLease } from '../../src/store/accounts.ts';
import { type CoreHouse, coreHouse, says } from '../support/core-house.ts';

const opened: { core: CoreHouse; runner: Runner }[] = [];

async function start(): Promise<{ core: CoreHouse; runner: Runner }> {
  const core = await coreHouse();
  const one = { core, runner: createRunner(core.house, core.ingest) };
  opened.push(one);
  return one;
}

afterEach(async () => {
  for (const { core, runner } of opened.splice(0)) {
    await runner.stop();
    await core.close();
  }
});

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 10));
}

const settings = { address: 'shop', token: 'very-secret-token' };

test('an account is created, heard, changed, switched off and removed while the house runs', async () => {
  const { core, runner } = await start();
  const { house, toy, ingest } = core;
  await runner.start();
  const account = await createAccount(house, { channel: 'toy', name: 'Shop', settings });
  await runner.restart(account._id);
  toy.network.push(says('ann', '1', 'Hello'), 'shop');
  await toy.network.confirmed();
  await ingest.idle();
  expect(await house.store.messages.countDocuments({ accountId: account._id })).toBe(1);
  await until(async () => (await accountById(house.store.accounts, account._id))?.health.state === 'online');
  expect(JSON.stringify(await house.store.accounts.find().lean())).not.toContain('very-secret');
  expect(JSON.stringify(await house.events.since(0, ['everyone', 'managers']))).not.toContain('very-secret');

  await changeAccount(house, account._id, { enabled: false });
  await runner.restart(account._id);
  expect(runner.adapterOf(account._id)).toBeUndefined();
  toy.network.push(says('ann', '2', 'Anybody?'), 'shop');
  await changeAccount(house, account._id, { enabled: true, settings: { address: 'shop' } });
  await runner.restart(account._id);
  await toy.network.confirmed();
  await ingest.idle();
  expect(await house.store.messages.countDocuments({ accountId: account._id })).toBe(2);

  await removeAccount(house, account._id);
  await runner.restart(account._id);
  expect(runner.adapterOf(account._id)).toBeUndefined();
  expect(await house.store.messages.countDocuments({ accountId: account._id })).toBe(2);
});

test('bad settings are refused by name', async () => {
  const { core } = await start();
  await expect(
    createAccount(core.house, { channel: 'toy', name: 'x', settings: { address: '' } }),
  ).rejects.toMatchObject({ code: 'invalid', field: 'settings.address' });
  await expect(createAccount(core.house, { channel: 'nope', name: 'x', settings })).rejects.toMatchObject({
    code: 'unsupported',
  });
});

test('one process at a time may poll; the fence keeps a former holder from moving the cursor', async () => {
  const { core } = await start();
  const { house, account } = core;
  const { accounts } = house.store;
  const mine = await acquireLease(house, account._id, false);
  const now = new Date(house.clock.now());
  const soon = new Date(now.getTime() + 60_000);
  expect(await takeLease(accounts, account._id, 'other', now, soon, false)).toBeNull();
  expect(await mine?.renew()).toBe(true);
  const late = new Date(now.getTime() + 3_600_000);
  const fence = await takeLease(accounts, account._id, 'other', late, new Date(late.getTime() + 1000), false);
  expect(fence).toBeGreaterThan(mine?.fence ?? 0);
  expect(await mine?.renew()).toBe(false);
  expect(await saveCursor(accounts, account._id, { at: 1 }, mine?.fence)).toBe(false);
  expect(await saveCursor(accounts, account._id, { at: 2 }, fence ?? 0)).toBe(true);
  await mine?.release();
  expect((await accountById(accounts, account._id))?.lease?.holder).toBe('other');
});
