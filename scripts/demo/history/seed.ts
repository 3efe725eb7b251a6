import { createServer } from 'node:http';
import pino from 'pino';
import { createAccount } from '../../../src/accounts/change.ts';
import { readConfig } from '../../../src/config.ts';
import { channelAddress } from '../../../src/contacts/keys.ts';
import { reportCall } from '../../../src/crm/report-call.ts';
import { type House, systemClock } from '../../../src/house.ts';
import { createRegistry } from '../../../src/registry.ts';
import { openRooms } from '../../../src/rooms.ts';
import { changeSetting } from '../../../src/settings.ts';
import { startEmbedded } from '../../../src/store/embedded/index.ts';
import { insertUnlessThere } from '../../../src/store/raw.ts';
import { addFirstAdministrator, addPerson } from '../../../src/users/people.ts';
import type { DemoNetwork } from '../network.ts';
import { PASSWORD, STAFF, type StaffMember } from '../staff.ts';
import { buildPast } from './build.ts';
import { inventCustomers } from './customers.ts';
import { linkPast } from './links.ts';
import { createChance } from './random.ts';
import type { Colleague, Member, Past } from './shapes.ts';

const CUSTOMERS = 160;
const SEED = 20_261_122;
/** Where the company is called. */
const OURS = '+74951234567';

/** Colleagues, accounts and a month of work in a fresh data folder, before the service opens it. */
export async function seedHouse(
  env: Record<string, string>,
  networks: readonly DemoNetwork[],
): Promise<void> {
  const config = readConfig(env);
  const log = pino({ level: 'silent' });
  const embedded = await startEmbedded({ dir: config.dataDir, listen: 'socket', log });
  try {
    const rooms = await openRooms(
      { config, log, clock: systemClock, registry: createRegistry(), storeUri: embedded.uriFor('okno') },
      createServer(),
    );
    try {
      await fill(rooms.house, networks);
    } finally {
      await rooms.close();
    }
  } finally {
    await embedded.close();
  }
}

async function fill(house: House, networks: readonly DemoNetwork[]): Promise<void> {
  await settle(house);
  const operators = await hire(house);
  const chance = createChance(SEED);
  const accounts = new Map<string, Member['account']>();
  for (const network of networks) {
    const { _id, channel } = await createAccount(house, { channel: network.channel, ...network.account });
    accounts.set(channel, { _id, channel });
  }
  const members = inventCustomers(chance, CUSTOMERS, [...accounts.keys()]).flatMap((customer): Member[] => {
    const account = accounts.get(customer.channel);
    const network = networks.find((one) => one.channel === customer.channel);
    if (account === undefined || network === undefined) return [];
    const person = network.person(customer.name, customer);
    person.joins?.();
    return [{ ...customer, account, address: person.address }];
  });
  const past = buildPast({
    members,
    operators,
    chance,
    now: Date.now(),
    keyOf: (member) => channelAddress(house, member.account, member.address).key,
  });
  await store(house, past);
  await linkPast(house, past, operators[0]);
}

async function settle(house: House): Promise<void> {
  await changeSetting(house, 'house', { name: 'Тихая гавань', language: 'ru', undoSeconds: 5 });
  await changeSetting(house, 'routing', {
    enabled: true,
    strategy: 'least-loaded',
    capacity: 40,
    leaseMinutes: 15,
    language: 'prefer',
  });
}

/** The whole staff; answers those who answer. */
async function hire(house: House): Promise<Colleague[]> {
  const sales = { _id: 'demo-sales', rev: 1, name: 'Продажи' };
  const service = { _id: 'demo-service', rev: 1, name: 'Сервис' };
  await house.store.teams.insertMany([sales, service]);
  const operators: Colleague[] = [];
  for (const member of STAFF) {
    const teams = member.team === 'sales' ? [sales._id] : member.team === 'service' ? [service._id] : [];
    const { _id } = await addMember(house, member, teams);
    if (member.role === 'operator')
      operators.push({ id: _id, name: member.name, languages: member.languages });
  }
  return operators;
}

async function addMember(house: House, member: StaffMember, teams: string[]): Promise<{ _id: string }> {
  const { name, email, role, languages, shift } = member;
  const user =
    role === 'administrator'
      ? await addFirstAdministrator(house, { name, email, password: PASSWORD })
      : await addPerson(house, { name, email, password: PASSWORD, role, teams });
  await house.store.users.updateOne({ _id: user._id }, { $set: { shift, languages: [...languages] } });
  return user;
}

async function store(house: House, past: Past): Promise<void> {
  const { store: to } = house;
  await insertUnlessThere(to.contacts, past.contacts);
  await insertUnlessThere(to.identities, past.identities);
  await insertUnlessThere(to.messages, past.messages);
  await insertUnlessThere(to.conversations, past.conversations);
  await insertUnlessThere(to.timeline, past.timeline);
  await insertUnlessThere(to.talkFacts, past.talkFacts);
  await insertUnlessThere(to.tasks, past.tasks);
  for (const [index, call] of past.calls.entries()) {
    const at = new Date(call.at).toISOString();
    const [from, to] = call.direction === 'in' ? [call.phone, OURS] : [OURS, call.phone];
    const facts = { call: `past-${index}`, direction: call.direction, from, to };
    if (call.state === 'missed') await reportCall(house, { ...facts, event: 'missed', at });
    else {
      const end = new Date(call.at + call.seconds * 1000).toISOString();
      await reportCall(house, { ...facts, event: 'answered', at, operator: call.operator });
      await reportCall(house, { ...facts, event: 'ended', at: end, duration: call.seconds });
    }
  }
}
