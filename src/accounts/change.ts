import type { AccountTest } from '../../channels/contract.ts';
import { notFound } from '../errors.ts';
import { presentAccount } from '../events/present.ts';
import type { House } from '../house.ts';
import { newId } from '../ids.ts';
import { channelOf } from '../registry.ts';
import {
  type AccountDoc,
  accountById,
  changeAccountDoc,
  deleteAccount,
  insertAccount,
} from '../store/accounts.ts';
import { checkSettings, mergeSettings, openSettings, sealSettings } from './settings.ts';

export interface NewAccount {
  channel: string;
  name: string;
  settings: unknown;
}

export interface AccountChange {
  name?: string | undefined;
  enabled?: boolean | undefined;
  settings?: Record<string, unknown> | undefined;
}

/** How long a live test may take, in milliseconds. */
const TEST_MS = 20_000;

/**
 * Adds an account; it runs once the runner is told. `provisioned` makes it the only one of that name. Rejects with
 * `invalid` naming the field, `unsupported` for an unknown channel.
 */
export async function createAccount(
  house: House,
  wanted: NewAccount,
  provisioned?: string,
): Promise<AccountDoc> {
  const channel = channelOf(house.registry, wanted.channel);
  const settings = checkSettings(channel, wanted.settings);
  const now = new Date(house.clock.now());
  const _id = newId();
  const account: AccountDoc = {
    _id,
    rev: 1,
    configured: 1,
    channel: wanted.channel,
    name: wanted.name,
    enabled: true,
    aliases: [],
    ...sealSettings(house, channel, _id, settings),
    health: { state: 'connecting', since: now },
    createdAt: now,
  };
  if (provisioned !== undefined) account.provisioned = provisioned;
  await insertAccount(house.store.accounts, account);
  await announceAccount(house, account);
  return account;
}

/** Changes name, settings or whether it runs. Secrets that are left out keep their stored value. */
export async function changeAccount(house: House, id: string, change: AccountChange): Promise<AccountDoc> {
  const before = await accountById(house.store.accounts, id);
  if (before === null) throw notFound('account');
  const set: Partial<AccountDoc> = {};
  if (change.name !== undefined) set.name = change.name;
  if (change.enabled !== undefined && change.enabled !== before.enabled) {
    set.enabled = change.enabled;
    set.configured = before.configured + 1;
    if (!change.enabled) set.health = { state: 'off', since: new Date(house.clock.now()) };
  }
  if (change.settings !== undefined) {
    const channel = channelOf(house.registry, before.channel);
    const merged = mergeSettings(channel, openSettings(house, before), change.settings);
    Object.assign(set, sealSettings(house, channel, id, checkSettings(channel, merged)));
    set.configured = before.configured + 1;
  }
  const after = await changeAccountDoc(house.store.accounts, id, set);
  if (after === null) throw notFound('account');
  await announceAccount(house, after);
  return after;
}

/** Removes an account; its messages stay where they are. */
export async function removeAccount(house: House, id: string): Promise<void> {
  const removed = await deleteAccount(house.store.accounts, id);
  if (removed === null) throw notFound('account');
  const data = { id, rev: removed.rev + 1 };
  await house.events.publish([{ name: 'account.removed', data, rooms: ['everyone'] }]);
}

/**
 * Talks to the network with these settings and changes nothing there. With the id of an account, secrets that are
 * left out are taken from it. Never rejects for what the network says.
 */
export async function testSettings(
  house: House,
  channelName: string,
  given: Record<string, unknown>,
  accountId?: string,
): Promise<AccountTest> {
  const channel = channelOf(house.registry, channelName);
  const stored = accountId === undefined ? null : await accountById(house.store.accounts, accountId);
  const merged = stored === null ? given : mergeSettings(channel, openSettings(house, stored), given);
  return channel.test(checkSettings(channel, merged), AbortSignal.timeout(TEST_MS));
}

/** Tells everybody what an account is like now; secrets stay out. */
export async function announceAccount(house: House, account: AccountDoc): Promise<void> {
  await house.events.publish([
    { name: 'account.changed', data: { account: presentAccount(account) }, rooms: ['everyone'] },
  ]);
}
