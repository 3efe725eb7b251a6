import { randomUUID } from 'node:crypto';
import type { House } from '../house.ts';
import { dropLease, extendLease, takeLease } from '../store/accounts.ts';

export interface Lease {
  /** Grows with every holder; what a former holder still writes is recognised by its smaller number. */
  fence: number;
  /** False when somebody else has it by now, or nobody could be asked in time. */
  renew(): Promise<boolean>;
  release(): Promise<void>;
}

export const LEASE_MS = 15_000;

/** One name per process. */
const HOLDER = randomUUID();

/**
 * The right to poll an account, held by one process at a time; null while another one has it. A process that is alone
 * on its store (the embedded one) takes over at once what a former life of it held.
 */
export async function acquireLease(house: House, accountId: string, alone: boolean): Promise<Lease | null> {
  const { accounts } = house.store;
  const until = () => new Date(house.clock.now() + LEASE_MS);
  const taken = await takeLease(accounts, accountId, HOLDER, new Date(house.clock.now()), until(), alone);
  if (taken === null) return null;
  return {
    fence: taken,
    renew: () => extendLease(accounts, accountId, { holder: HOLDER, fence: taken }, until()),
    release: () => dropLease(accounts, accountId, { holder: HOLDER, fence: taken }),
  };
}
