import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelAdapter } from '../../channels/contract.ts';
import { alarmStep } from '../../src/accounts/alarms.ts';
import { createHealthKeeper } from '../../src/accounts/health.ts';
import { presentAccount } from '../../src/events/present.ts';
import { changeSetting } from '../../src/settings.ts';
import { type AccountDoc, accountById } from '../../src/store/accounts.ts';
import type { Store } from '../../src/store/connect.ts';
import { type CoreHouse, coreHouse } from '../support/core-house.ts';
import { testStore } from '../support/store.ts';
import { createToy } from '../support/toy-channel.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let core: CoreHouse;
let store: Store;
let now = 0;
let broken: AccountDoc;
let healthy: AccountDoc;
let told: { through: string; chat: string; text: string }[];
let refuse = false;

beforeEach(async () => {
  now = Date.parse('2026-03-01T09:00:00Z');
  told = [];
  refuse = false;
  store = await testStore();
  const toy = createToy({ capabilities: { keepsMs: DAY } });
  core = await coreHouse({ clock: { now: () => now }, on: { store, toy } });
  broken = core.account;
  healthy = await core.addAccount('healthy');
  await changeSetting(core.house, 'house', { language: 'en' });
  const ways = [
    { account: broken._id, chat: 'boss here' },
    { account: healthy._id, chat: 'boss there' },
  ];
  await changeSetting(core.house, 'alarms', { accounts: ways, afterMinutes: 5 });
});
afterEach(async () => {
  await core.close();
  await store.close();
});

/** An adapter that only remembers what went out. */
const adapterOf = (through: string): ChannelAdapter =>
  ({
    send: async ({ message }: Parameters<ChannelAdapter['send']>[0]) => {
      if (refuse) throw new Error('no network');
      told.push({ through, chat: message.chat, text: message.text.text });
      return { kind: 'accepted', parts: [] };
    },
  }) as unknown as ChannelAdapter;

const step = () => alarmStep(core.house, adapterOf);
const account = async (id = broken._id) => {
  const found = await accountById(core.house.store.accounts, id);
  if (found === null) throw new Error('no account');
  return found;
};
async function says(state: Parameters<ReturnType<typeof createHealthKeeper>['report']>[0], id = broken._id) {
  const keeper = createHealthKeeper(core.house, await account(id));
  keeper.report(state);
  await keeper.flush();
}
const down = () =>
  says({
    state: 'degraded',
    since: now,
    nextTryAt: now + 1000,
    error: 'unreachable_network',
    detail: 'no answer',
  });

describe('managers hear of trouble', () => {
  it('that lasts, once, by the ways that are left, and once more when it is over', async () => {
    await down();
    await step();
    expect(told).toEqual([]);
    for (let minute = 0; minute < 20; minute += 1) {
      now += MINUTE;
      // Tries in between are no end of it.
      await says({ state: 'connecting' });
      await down();
      await Promise.all([step(), step()]);
    }
    expect(told.map(({ through, chat }) => [through, chat])).toEqual([[healthy._id, 'boss there']]);
    expect(told[0]?.text).toContain(broken.name);
    const view = presentAccount(await account()).health;
    expect(view).toMatchObject({ state: 'degraded', alarm: { kind: 'unreachable', told: true } });
    expect(view.dropsAt).toBe(new Date(Date.parse('2026-03-01T09:00:00Z') + DAY).toISOString());
    expect((await account()).enabled).toBe(true);
    await says({ state: 'online' });
    await step();
    expect(told).toHaveLength(1);
    now += 2 * MINUTE;
    await step();
    await step();
    expect(told).toHaveLength(2);
    expect(told[1]?.text).toContain('works again');
    expect(presentAccount(await account()).health.alarm).toBeUndefined();
    expect(presentAccount(await account()).health.dropsAt).toBeUndefined();
  });

  it('before anything is lost, however patient they are', async () => {
    const ways = [{ account: healthy._id, chat: 'boss there' }];
    await changeSetting(core.house, 'alarms', { accounts: ways, afterMinutes: 1440 });
    await down();
    const { dropsAt } = (await account()).health;
    while (told.length === 0) {
      now += 10 * MINUTE;
      await step();
    }
    expect(now).toBeLessThan((dropsAt?.getTime() ?? 0) - DAY / 3);
    expect(now).toBeGreaterThan((dropsAt?.getTime() ?? 0) - DAY / 2 - 11 * MINUTE);
  });

  it('not at all when it ends by itself in time', async () => {
    await down();
    now += 4 * MINUTE;
    await step();
    await says({ state: 'online' });
    now += 30 * MINUTE;
    await step();
    expect(told).toEqual([]);
  });

  it('at once when only a person can mend it', async () => {
    await says({ state: 'blocked', action: 're-authorise', error: 'unauthorised', detail: 'bad password' });
    await step();
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toMatch(/bad password\n.*password or key/);
  });

  it('again and again, later and later, until one of the ways works; meanwhile the screens show it', async () => {
    refuse = true;
    await says({ state: 'blocked', action: 'reconfigure', error: 'rejected', detail: 'x' });
    for (let minute = 0; minute < 60; minute += 1) {
      await step();
      now += MINUTE;
    }
    const { alarm } = await account();
    expect(alarm?.tries).toBeGreaterThan(3);
    expect(alarm?.tries).toBeLessThan(20);
    expect(presentAccount(await account()).health.alarm).toMatchObject({ kind: 'blocked', told: false });
    refuse = false;
    now += 60 * MINUTE;
    await step();
    expect(presentAccount(await account()).health.alarm).toMatchObject({ told: true });
  });

  it('when messages wait at the network although all seems well', async () => {
    await says({ state: 'online' });
    const keeper = createHealthKeeper(core.house, await account());
    keeper.count({ expected: 7, stored: 5, pending: 2 });
    await keeper.flush();
    now += 6 * MINUTE;
    await step();
    expect(told).toHaveLength(1);
    const view = presentAccount(await account()).health;
    expect(view).toMatchObject({ expected: 7, stored: 5, pending: 2, alarm: { kind: 'behind' } });
    keeper.count({ expected: 7, stored: 7, pending: 0 });
    await keeper.flush();
    now += MINUTE;
    await step();
    expect(told.at(-1)?.text).toContain('works again');
  });

  it('in their language', async () => {
    for (const language of ['ru', 'uk', 'uz', 'en'] as const) {
      await changeSetting(core.house, 'house', { language });
      await says({ state: 'blocked', action: 'reconfigure', error: 'rejected', detail: 'x' });
      await step();
      await says({ state: 'online' });
      now += 2 * MINUTE;
      await step();
    }
    expect(new Set(told.map(({ text }) => text)).size).toBeGreaterThan(7);
    for (const { text } of told) expect(text).not.toMatch(/undefined|NaN|Invalid/);
  });
});
