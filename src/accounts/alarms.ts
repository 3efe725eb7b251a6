import { channelName } from '../../channels/ids.ts';
import type { House } from '../house.ts';
import { readSetting, regionOf, type SettingValue } from '../settings.ts';
import { type AccountAlarm, type AccountDoc, allAccounts, changeAlarm } from '../store/accounts.ts';
import { alarmNotice, clearNotice } from './alarm-words.ts';
import { announceAccount } from './change.ts';
import { diskAlarmStep } from './disk-alarm.ts';
import type { Runner } from './runner.ts';
import { pauseBetween, TELLING_MS, tellAll, waysOf } from './tell.ts';

type AdapterOf = Runner['adapterOf'];
type Alarms = SettingValue<'alarms'>;

const STEP_MS = 15_000;
/** It has to work for so long before it counts as mended; else every try would be an all-clear. */
const STEADY_MS = 60_000;

/**
 * Looks at every account and tells managers, by the ways they chose, of trouble that does not end by itself: once when
 * it has lasted, once when it is over. Never through an account that is in trouble. The screens show it either way.
 * Several processes may do so at once; the account says who tells. After a crash while telling it is told again.
 */
export async function alarmStep(house: House, adapterOf: AdapterOf): Promise<void> {
  const setting = await readSetting(house, 'alarms');
  const accounts = await allAccounts(house.store.accounts);
  const now = house.clock.now();
  for (const account of accounts) {
    const keepsMs = house.registry.get(channelName(account.channel))?.codec.capabilities.keepsMs;
    const patience = { ...setting, ...(keepsMs !== undefined && { keepsMs }) };
    const trouble = setting.enabled && account.enabled ? troubleOf(account, patience, now) : undefined;
    if (trouble !== undefined) await raise({ house, adapterOf, setting, accounts }, account, trouble);
    else if (account.alarm !== undefined && isOver(account, now)) {
      await clear({ house, adapterOf, setting, accounts }, account, account.alarm);
    }
  }
}

interface Given {
  house: House;
  adapterOf: AdapterOf;
  setting: Alarms;
  accounts: readonly AccountDoc[];
}

/**
 * What needs a person is trouble at once; everything else after it has lasted, which is half of the time for which the
 * network keeps what waits at the latest: it shall be known before anything is lost.
 */
export function troubleOf(
  { health, counts }: Pick<AccountDoc, 'health' | 'counts'>,
  { afterMinutes, keepsMs }: Pick<Alarms, 'afterMinutes'> & { keepsMs?: number },
  now: number,
): Pick<AccountAlarm, 'kind' | 'since'> | undefined {
  const patience = Math.min(afterMinutes * 60_000, (keepsMs ?? Number.POSITIVE_INFINITY) / 2);
  const lasted = (since: Date) => now - since.getTime() >= patience;
  const { state, since, downSince = since } = health;
  if (state === 'blocked') return { kind: 'blocked', since: downSince };
  if (state === 'online' && counts?.behindSince !== undefined && lasted(counts.behindSince)) {
    return { kind: 'behind', since: counts.behindSince };
  }
  if (state !== 'online' && lasted(downSince)) return { kind: 'unreachable', since: downSince };
  return undefined;
}

function isOver({ enabled, health, counts }: AccountDoc, now: number): boolean {
  if (!enabled) return true;
  const steady = now - health.since.getTime() >= STEADY_MS;
  return health.state === 'online' && steady && counts?.behindSince === undefined;
}

async function raise(given: Given, account: AccountDoc, trouble: Pick<AccountAlarm, 'kind' | 'since'>) {
  const { house } = given;
  const now = house.clock.now();
  const { alarm } = account;
  const worse = alarm !== undefined && alarm.kind !== 'blocked' && trouble.kind === 'blocked';
  if (alarm !== undefined && !worse && (alarm.told.length > 0 || alarm.nextAt.getTime() > now)) return;
  const ways = waysOf(house, given.setting, given.accounts, account._id);
  if (alarm !== undefined && !worse && ways.length === 0) return;
  const mine: AccountAlarm = {
    ...trouble,
    told: [],
    tries: (alarm?.tries ?? 0) + 1,
    nextAt: new Date(now + TELLING_MS),
  };
  const claimed = await changeAlarm(house.store.accounts, account, mine);
  if (claimed === null) return;
  if (alarm === undefined || worse) {
    house.log.warn({ account: account._id, kind: mine.kind }, 'an account is in trouble; managers are told');
    await announceAccount(house, claimed);
  }
  const { language } = await readSetting(house, 'house');
  const { zone } = await regionOf(house);
  const told = await tellAll(house, given.adapterOf, ways, alarmNotice(account, mine, language, zone));
  const after = { ...mine, told, nextAt: new Date(house.clock.now() + pauseBetween(mine.tries)) };
  const noted = await changeAlarm(house.store.accounts, claimed, after);
  if (noted !== null && told.length > 0) await announceAccount(house, noted);
}

async function clear(given: Given, account: AccountDoc, alarm: AccountAlarm): Promise<void> {
  const { house } = given;
  // First ended, then told: an all-clear too few is better than one every step.
  const ended = await changeAlarm(house.store.accounts, account, undefined);
  if (ended === null) return;
  await announceAccount(house, ended);
  if (alarm.told.length === 0 || !account.enabled) return;
  const ways = waysOf(house, given.setting, given.accounts).filter(({ id }) => alarm.told.includes(id));
  const { language } = await readSetting(house, 'house');
  await tellAll(house, given.adapterOf, ways, clearNotice(account, alarm, language, house.clock.now()));
}

/** Looks every few seconds. */
export function createAlarmClock(
  house: House,
  adapterOf: AdapterOf,
): { start(): void; stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  const failed = (what: string) => (error: unknown) =>
    house.log.warn({ err: error }, `looking after ${what} failed`);
  async function look(): Promise<void> {
    await alarmStep(house, adapterOf).catch(failed('the accounts'));
    await diskAlarmStep(house, adapterOf).catch(failed('the disk'));
  }
  return {
    start() {
      timer ??= setInterval(() => {
        looking ??= look().finally(() => {
          looking = undefined;
        });
      }, STEP_MS);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await looking;
    },
  };
}
