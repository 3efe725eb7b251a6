import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { type Clock, type Role, systemClock } from '../../src/house.ts';
import { createRegistry } from '../../src/registry.ts';
import { openService, type Service, type ServiceOptions } from '../../src/service.ts';
import { type UserDoc, userByEmail } from '../../src/store/users.ts';
import { addFirstAdministrator, addPerson } from '../../src/users/people.ts';
import { makeToken } from '../../src/users/sign-in.ts';
import { type Client, createClient } from './client.ts';
import { silent, testStoreUri } from './store.ts';
import { createToy, type Toy } from './toy-channel.ts';

export interface TestHouse extends Service {
  toy: Toy;
  /** Requests of nobody. */
  nobody: Client;
  /** A new person of this role and a client that acts as them. */
  person(role: Role, teams?: string[]): Promise<{ user: UserDoc; client: Client }>;
  /** The first administrator. */
  administrator: { user: UserDoc; client: Client };
}

export const PASSWORD = 'correct horse battery';

/** A whole service in this process: real server, real store in a database of its own, one toy channel. */
export async function testHouse(
  options: {
    clock?: Clock;
    env?: Record<string, string>;
    toy?: Toy;
    /** Other channels than the toy. */
    registry?: ServiceOptions['registry'];
    adapter?: ServiceOptions['adapter'];
    /** An existing database, for several services on one. */
    storeUri?: string;
  } = {},
): Promise<TestHouse> {
  const dir = mkdtempSync(join(tmpdir(), 'okno-house-'));
  const toy = options.toy ?? createToy();
  const service = await openService({
    config: readConfig({ PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent', DATA_DIR: dir, ...options.env }),
    clock: options.clock ?? systemClock,
    registry: options.registry ?? createRegistry([toy.channel]),
    log: silent,
    storeUri: options.storeUri ?? (await testStoreUri()),
    ...(options.adapter === undefined ? {} : { adapter: options.adapter }),
  });
  const { house, address } = service;
  const acting = async (user: UserDoc) => {
    const { token } = await makeToken(house, user, 'test');
    return { user, client: createClient(address, { authorization: `Bearer ${token}` }) };
  };
  let people = 0;
  const administrator = await acting(
    (await userByEmail(house.store.users, 'anna@house.test')) ??
      (await addFirstAdministrator(house, { name: 'Anna', email: 'anna@house.test', password: PASSWORD })),
  );
  return {
    ...service,
    toy,
    administrator,
    nobody: createClient(address),
    async person(role, teams = []) {
      people += 1;
      const name = `${role} ${people}`;
      const email = `${role}${people}@house.test`;
      return acting(await addPerson(house, { name, email, password: PASSWORD, role, teams }));
    },
    async close() {
      await service.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
