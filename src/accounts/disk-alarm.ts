import type { House } from '../house.ts';
import { readSetting } from '../settings.ts';
import { allAccounts } from '../store/accounts.ts';
import {
  changeHouseAlarm,
  endHouseAlarm,
  type HouseAlarmDoc,
  houseAlarm,
  openHouseAlarm,
} from '../store/house-alarms.ts';
import { diskNotice, diskOverNotice } from './disk-words.ts';
import type { Runner } from './runner.ts';
import { type DiskSpace, LOW_BYTES, tightestDisk } from './space.ts';
import { pauseBetween, TELLING_MS, tellAll, waysOf } from './tell.ts';

/** An episode is over only with so much room, or a disk at the edge would be told of all day. */
const ENOUGH_BYTES = 1.25 * LOW_BYTES;
const SEEN_MS = 60_000;
/** So long no process may have seen it. */
const STEADY_MS = 5 * 60_000;

/**
 * Tells managers, by the ways they chose, that a disk of the house is nearly full: once an episode, and once when it is
 * over. Several processes may look, each at its own disk. After a crash while telling it is told again.
 */
export async function diskAlarmStep(
  house: House,
  adapterOf: Runner['adapterOf'],
  lookAt: () => Promise<DiskSpace | undefined> = () => tightestDisk(house.config),
): Promise<void> {
  const setting = await readSetting(house, 'alarms');
  const space = await lookAt();
  if (!setting.enabled || space === undefined) return;
  const { houseAlarms } = house.store;
  const alarm = await houseAlarm(houseAlarms, 'disk');
  const now = house.clock.now();
  const ways = waysOf(house, setting, await allAccounts(house.store.accounts));
  const { language } = await readSetting(house, 'house');
  const tell = (to: typeof ways, notice: ReturnType<typeof diskNotice>) =>
    tellAll(house, adapterOf, to, notice);

  if (space.free < (alarm === null ? LOW_BYTES : ENOUGH_BYTES)) {
    const mine = await claim(house, alarm, ways.length > 0);
    if (mine === undefined) return;
    const told = await tell(ways, diskNotice(space, language));
    const nextAt = new Date(house.clock.now() + pauseBetween(mine.tries));
    await changeHouseAlarm(houseAlarms, mine, { told, nextAt });
    return;
  }
  // First ended, then told: an all-clear too few is better than one every step.
  if (alarm === null || now - alarm.seenAt.getTime() < STEADY_MS) return;
  if (!(await endHouseAlarm(houseAlarms, alarm))) return;
  await tell(
    ways.filter(({ id }) => alarm.told.includes(id)),
    diskOverNotice(space, language),
  );
}

/** The alarm as this process may tell it now; undefined when it is told already, or somebody else's turn. */
async function claim(
  { store: { houseAlarms }, clock, log }: House,
  alarm: HouseAlarmDoc | null,
  someWay: boolean,
): Promise<HouseAlarmDoc | undefined> {
  const now = clock.now();
  const nextAt = new Date(now + TELLING_MS);
  if (alarm === null) {
    const seenAt = new Date(now);
    const first: HouseAlarmDoc = { _id: 'disk', since: seenAt, seenAt, told: [], tries: 1, nextAt };
    if (!(await openHouseAlarm(houseAlarms, first))) return undefined;
    log.warn('a disk is nearly full; managers are told');
    return first;
  }
  const due = alarm.told.length === 0 && someWay && alarm.nextAt.getTime() <= now;
  if (!due) {
    if (Math.abs(now - alarm.seenAt.getTime()) >= SEEN_MS) {
      await changeHouseAlarm(houseAlarms, alarm, { seenAt: new Date(now) });
    }
    return undefined;
  }
  const next = { seenAt: new Date(now), tries: alarm.tries + 1, nextAt };
  return (await changeHouseAlarm(houseAlarms, alarm, next)) ? { ...alarm, ...next } : undefined;
}
