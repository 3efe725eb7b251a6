import type { House } from '../house.ts';
import type { PersonIds } from './new-person.ts';
import { FOLLOWERS } from './registered-followers.ts';

/** An address has become a contact's: what hung on it alone, such as calls of an unknown number, attaches at once. */
export async function addressLinked(house: House, key: string, person: PersonIds): Promise<void> {
  for (const follower of FOLLOWERS) await follower.addressLinked?.(house, key, person);
}

/** An address is a contact's no longer: what came by it alone detaches. */
export async function addressRemoved(house: House, key: string, person: PersonIds): Promise<void> {
  for (const follower of FOLLOWERS) await follower.addressRemoved?.(house, key, person);
}
