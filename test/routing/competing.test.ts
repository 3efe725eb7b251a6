import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEventLog } from '../../src/events/log.ts';
import type { House } from '../../src/house.ts';
import { routeStep } from '../../src/routing/step.ts';
import { crashAfter } from '../support/crashing-store.ts';
import { silent } from '../support/store.ts';
import { MINUTE, type Office, openOffice } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.shut());

/** Another process of the same house: everything of its own but the store. */
async function another(): Promise<House> {
  const { store, clock } = office.house;
  return { ...office.house, events: await createEventLog(store, { clock, log: silent }) };
}

const loads = async () => {
  const counted = new Map<string, number>();
  for (const { assignee, status } of await office.rows()) {
    if (assignee !== null && status === 'open') counted.set(assignee, (counted.get(assignee) ?? 0) + 1);
  }
  return counted;
};

test('processes that compete fill every place once, and nobody gets more than they can hold', async () => {
  await office.route({ capacity: 3 });
  const houses = [office.house, await another(), await another()];
  for (let at = 0; at < 12; at += 1) await office.writes(`p${at}`);
  const olga = await office.hire('Olga');
  const petr = await office.hire('Petr');
  const ira = await office.hire('Ira', { capacity: 1 });
  for (let round = 0; round < 6; round += 1) {
    await Promise.all(houses.map((house) => routeStep(house)));
    expect(Object.fromEntries(await loads())).toEqual({ [olga.id]: 3, [petr.id]: 3, [ira.id]: 1 });
    const held = (await office.rows()).filter(
      ({ assignee, status }) => assignee !== null && status === 'open',
    );
    const queue = (await office.rows()).filter(({ assignee }) => assignee === null);
    const longest = Math.max(...held.map(({ waitingSince }) => waitingSince?.getTime() ?? 0));
    for (const { waitingSince } of queue) expect(waitingSince?.getTime()).toBeGreaterThan(longest);
    const [first] = held;
    if (first && queue.length > 0) await office.close(first.contactName.replace('Person ', ''));
    if (queue.length === 0) return;
  }
});

test('processes that compete for ended leases move everybody once', async () => {
  await office.route({ leaseMinutes: 5, capacity: 10 });
  const houses = [office.house, await another()];
  const olga = await office.hire('Olga');
  for (let at = 0; at < 8; at += 1) await office.writes(`p${at}`);
  await office.step();
  const petr = await office.hire('Petr');
  office.pass(5 * MINUTE);
  await Promise.all(houses.map((house) => routeStep(house)));
  await office.step();
  expect(Object.fromEntries(await loads())).toEqual({ [petr.id]: 8 });
  for (let at = 0; at < 8; at += 1) {
    const story = await office.story(`p${at}`);
    expect(story.map(({ to }) => (to as { assignee: string }).assignee)).toEqual([olga.id, petr.id]);
  }
});

test('a process that dies at any write leaves nothing that the next one does not finish', async () => {
  await office.route({ leaseMinutes: 5, capacity: 2 });
  const olga = await office.hire('Olga');
  const petr = await office.hire('Petr', { shift: 'off' });
  for (let nth = 1; ; nth += 1) {
    const [one, two, three] = [`a${nth}`, `b${nth}`, `c${nth}`];
    for (const person of [one, two, three]) await office.writes(person);
    const crash = crashAfter(office.house.store, nth);
    await routeStep(office.house).catch(() => undefined);
    const died = crash.dead();
    crash.heal();
    const next = await another();
    await routeStep(next);
    await routeStep(next);
    const held = await Promise.all([one, two, three].map((person) => office.row(person)));
    expect(held.map(({ assignee }) => assignee)).toEqual([olga.id, olga.id, null]);
    for (const person of [one, two]) expect(await office.story(person)).toHaveLength(1);
    for (const person of [one, two, three]) await office.close(person);
    await office.change(petr, { shift: 'off' });
    if (!died) return;
  }
}, 120_000);
