import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChannelState } from '../../channels/contract.ts';
import { changeAccount } from '../../src/accounts/change.ts';
import { createHealthKeeper, type HealthKeeper } from '../../src/accounts/health.ts';
import { presentAccount } from '../../src/events/present.ts';
import { accountById } from '../../src/store/accounts.ts';
import type { Store } from '../../src/store/connect.ts';
import { type CoreHouse, coreHouse } from '../support/core-house.ts';
import { testStore } from '../support/store.ts';
import { createToy } from '../support/toy-channel.ts';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-03-01T12:00:00Z');
const at = (hours: number) => new Date(NOON + hours * HOUR).toISOString();

let core: CoreHouse;
let store: Store;
let keeper: HealthKeeper;
let now = NOON;
/** What screens were told of it, in order. */
let shown: string[];

beforeEach(async () => {
  now = NOON;
  shown = [];
  const toy = createToy({ capabilities: { keepsMs: 24 * HOUR } });
  store = await testStore();
  core = await coreHouse({ clock: { now: () => now }, on: { store, toy } });
  core.house.events.subscribe(({ event }) => {
    if (event.name === 'account.changed') shown.push(event.data.account.health.state);
  });
  keeper = createHealthKeeper(core.house, core.account);
});
afterEach(async () => {
  await core.close();
  await store.close();
});

async function says(state: ChannelState) {
  keeper.report(state);
  await keeper.flush();
  return view();
}
async function view() {
  const doc = await accountById(core.house.store.accounts, core.account._id);
  if (doc === null) throw new Error('no account');
  expect(doc.enabled).toBe(true);
  return presentAccount(doc).health;
}
const down = (nextTryAt: number): ChannelState => ({
  state: 'degraded',
  since: NOON,
  nextTryAt,
  error: 'unreachable_network',
  detail: 'no answer',
});

test('every state is shown as it is: since when, when it is tried next, what to do, until when the network keeps what waits', async () => {
  expect(await says({ state: 'connecting' })).toMatchObject({ state: 'connecting' });
  expect(await says({ state: 'online' })).toMatchObject({ state: 'online', since: at(0) });
  now += HOUR;
  expect(await says(down(now + HOUR))).toMatchObject({
    state: 'degraded',
    since: at(0),
    nextTryAt: at(2),
    error: 'unreachable_network',
    detail: 'no answer',
    dropsAt: at(24),
  });
  now += HOUR;
  // A try is no end of it.
  expect(await says({ state: 'connecting' })).toMatchObject({ state: 'connecting', dropsAt: at(24) });
  expect(await says(down(now + 2 * HOUR))).toMatchObject({ since: at(0), nextTryAt: at(4), dropsAt: at(24) });
  expect(
    await says({ state: 'blocked', action: 're-authorise', error: 'unauthorised', detail: 'wrong' }),
  ).toMatchObject({ state: 'blocked', since: at(2), action: 're-authorise', detail: 'wrong' });
  const fine = await says({ state: 'online' });
  expect(fine).toMatchObject({ state: 'online', since: at(2) });
  expect([fine.dropsAt, fine.nextTryAt, fine.action]).toEqual([undefined, undefined, undefined]);
  expect(shown).toEqual(['connecting', 'online', 'degraded', 'connecting', 'degraded', 'blocked', 'online']);
});

test('what has not changed is not told again', async () => {
  for (let times = 0; times < 3; times += 1) await says(down(now + HOUR));
  expect(shown).toEqual(['degraded']);
});

test('the last message, its lateness, and what the network counts against what is stored', async () => {
  await says({ state: 'online' });
  keeper.heard();
  keeper.late(90);
  keeper.count({ expected: 12, stored: 9, pending: 3 });
  await keeper.flush();
  expect(await view()).toMatchObject({
    lastInboundAt: at(0),
    lagSeconds: 90,
    expected: 12,
    stored: 9,
    pending: 3,
  });
});

test('what moves with every message is stored at once, then together, and the newest of it stays', async () => {
  for (let nth = 1; nth <= 40; nth += 1) {
    now = NOON + nth * 10;
    keeper.heard();
    keeper.late(nth * 5);
    keeper.count({ expected: nth, stored: nth - (nth % 2), pending: nth % 2 });
    if (nth % 10 === 0) await core.house.store.accounts.exists({ _id: core.account._id });
  }
  await keeper.flush();
  expect(shown.length).toBeLessThanOrEqual(3);
  const shownNow = await view();
  expect(shownNow).toMatchObject({
    lastInboundAt: new Date(NOON + 400).toISOString(),
    lagSeconds: 200,
    expected: 40,
    stored: 40,
    pending: 0,
  });
});

test('what a run says of itself after the account was switched off counts no more', async () => {
  await changeAccount(core.house, core.account._id, { enabled: false });
  keeper.report({ state: 'online' });
  await keeper.flush();
  const after = await accountById(core.house.store.accounts, core.account._id);
  expect(after?.health.state).toBe('off');
  expect(shown.at(-1)).toBe('off');
});
