import type { ReportCall } from '../../src/api/protocol.ts';
import { createContact } from '../../src/contacts/change.ts';
import type { Actor, Clock } from '../../src/house.ts';
import { type CoreHouse, coreHouse } from '../support/core-house.ts';

/** A clock that stands until it is moved. */
export interface TestClock extends Clock {
  at: number;
}

export const NOON = Date.UTC(2026, 4, 20, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const boss: Actor & { id: string } = {
  kind: 'user',
  id: 'u-boss',
  name: 'Ivan',
  role: 'manager',
  teams: [],
};
export const olga: Actor & { id: string } = {
  kind: 'user',
  id: 'u-olga',
  name: 'Olga',
  role: 'operator',
  teams: [],
};

export async function crmHouse(): Promise<{ core: CoreHouse; clock: TestClock }> {
  const clock: TestClock = { at: NOON, now: () => clock.at };
  return { core: await coreHouse({ clock }), clock };
}

/** Somebody who works here, as the store knows them. */
export async function colleague(core: CoreHouse, actor: Actor): Promise<void> {
  const { id, name, role, teams } = actor;
  await core.house.store.users.create({
    _id: id ?? '',
    rev: 1,
    name,
    email: `${id}@house.test`,
    passwordHash: '-',
    role,
    teams,
    shift: 'on',
    disabled: false,
    createdAt: new Date(NOON),
  });
}

/** A contact somebody wrote down. */
export const person = (core: CoreHouse, name: string, phones: string[] = []) =>
  createContact(core.house, boss, { name, phones });

/** A report of an incoming call at so many minutes after noon. */
export function report(
  call: string,
  event: ReportCall['event'],
  minute: number,
  more: Partial<ReportCall> = {},
): ReportCall {
  const at = new Date(NOON + minute * MINUTE).toISOString();
  return { call, event, direction: 'in', from: '+79161234567', to: '+74951112233', at, ...more };
}
