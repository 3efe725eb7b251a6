import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelAdapter } from '../../channels/contract.ts';
import { diskAlarmStep } from '../../src/accounts/disk-alarm.ts';
import { changeSetting } from '../../src/settings.ts';
import type { AccountDoc } from '../../src/store/accounts.ts';
import { type CoreHouse, coreHouse } from '../support/core-house.ts';

const MINUTE = 60_000;
const GB = 1024 ** 3;

let core: CoreHouse;
let now = 0;
let free = 0;
let other: AccountDoc;
let told: { chat: string; subject: string | undefined; text: string }[];
let refuse = false;

beforeEach(async () => {
  now = Date.parse('2026-03-01T09:00:00Z');
  free = 20 * GB;
  told = [];
  refuse = false;
  core = await coreHouse({ clock: { now: () => now } });
  other = await core.addAccount('other');
  await changeSetting(core.house, 'house', { language: 'en' });
  await changeSetting(core.house, 'alarms', { accounts: [{ account: other._id, chat: 'boss' }] });
});
afterEach(() => core.close());

const adapterOf = (): ChannelAdapter =>
  ({
    send: async ({ message }: Parameters<ChannelAdapter['send']>[0]) => {
      if (refuse) throw new Error('no network');
      told.push({ chat: message.chat, subject: message.subject, text: message.text.text });
      return { kind: 'accepted', parts: [] };
    },
  }) as unknown as ChannelAdapter;

const step = (at = free) => diskAlarmStep(core.house, adapterOf, async () => ({ free: at, total: 50 * GB }));
async function forMinutes(minutes: number, at = free): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await step(at);
    now += MINUTE;
  }
}

describe('managers hear of a disk that is nearly full', () => {
  it('once while it lasts, although several processes look, and once more when there is room again', async () => {
    await forMinutes(3);
    expect(told).toEqual([]);
    free = GB / 2;
    await Promise.all([step(), step(), step()]);
    await forMinutes(60);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ chat: 'boss', subject: 'The server is running out of space' });
    expect(told[0]?.text).toMatch(/512 MB of 50 GB.*\n.*\n.*make room/);
    free = 20 * GB;
    await Promise.all([step(), step()]);
    await forMinutes(30);
    expect(told.map(({ subject }) => subject)).toEqual([
      'The server is running out of space',
      'The server has enough space again',
    ]);
  });

  it('again only after it was fine in between, not each time it crosses the edge', async () => {
    for (let round = 0; round < 20; round += 1) {
      await forMinutes(2, GB - 1);
      await forMinutes(8, GB + 1);
      await forMinutes(2, 2 * GB);
    }
    expect(told).toHaveLength(1);
    await forMinutes(10, 2 * GB);
    expect(told).toHaveLength(2);
    await forMinutes(10, GB / 2);
    expect(told).toHaveLength(3);
  });

  it('as long as one process sees it, whatever room the others have', async () => {
    for (let minute = 0; minute < 30; minute += 1) {
      await step(GB / 2);
      await step(40 * GB);
      now += MINUTE;
    }
    expect(told).toHaveLength(1);
  });

  it('later, when nobody could be reached at first', async () => {
    refuse = true;
    await forMinutes(20, GB / 2);
    refuse = false;
    await forMinutes(60, GB / 2);
    expect(told).toHaveLength(1);
  });

  it('not when they want no alarms, and then without an all-clear', async () => {
    await changeSetting(core.house, 'alarms', {
      enabled: false,
      accounts: [{ account: other._id, chat: 'boss' }],
    });
    await forMinutes(10, GB / 2);
    await forMinutes(10, 20 * GB);
    expect(told).toEqual([]);
  });

  it('in their language', async () => {
    for (const language of ['ru', 'uk', 'uz', 'en'] as const) {
      await changeSetting(core.house, 'house', { language });
      await forMinutes(1, GB / 2);
      await forMinutes(10, 20 * GB);
    }
    expect(new Set(told.map(({ subject }) => subject)).size).toBe(8);
    expect(new Set(told.map(({ text }) => text)).size).toBe(8);
    expect(told.slice(0, 4).map(({ text }) => /[а-яґєії]/i.test(text))).toEqual([true, true, true, true]);
    expect(told[4]?.text).toContain('512 MB bo‘sh');
    for (const { text } of told) expect(text).not.toMatch(/undefined|NaN|Invalid/);
  });
});
