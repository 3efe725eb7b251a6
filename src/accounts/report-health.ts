import type { ChannelState } from '../../channels/contract.ts';
import type { House } from '../house.ts';
import { accountById } from '../store/accounts.ts';
import { createHealthKeeper } from './health.ts';

/** Says of an account what the outgoing side has learnt; the intake's own next word replaces it. */
export async function reportHealth(house: House, accountId: string, state: ChannelState): Promise<void> {
  const account = await accountById(house.store.accounts, accountId);
  if (account === null) return;
  const keeper = createHealthKeeper(house, account);
  keeper.report(state);
  await keeper.flush();
}
