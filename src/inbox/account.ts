import { changeAccount, createAccount } from '../accounts/change.ts';
import type { Runner } from '../accounts/runner.ts';
import type { House } from '../house.ts';
import { type AccountDoc, allAccounts, provisionedAccount } from '../store/accounts.ts';
import { isDuplicate } from '../store/duplicate.ts';

export interface MountedAccount {
  channel: string;
  /** Its id on the network; the same one again is the same account. */
  self: string;
  name: string;
  settings: Record<string, unknown>;
}

/**
 * The account of a bot that its owner runs: made at the first mount, afterwards brought to the settings of now. One
 * that was connected by hand is taken over, so that its conversations go on. Rejects with `invalid` naming the field.
 */
export async function mountAccount(
  house: House,
  runner: Pick<Runner, 'restart'>,
  wanted: MountedAccount,
): Promise<AccountDoc> {
  const { channel, self, name, settings } = wanted;
  const mark = `mounted:${channel}:${self}`;
  const known = (await allAccounts(house.store.accounts)).find(
    (account) => account.provisioned === mark || (account.channel === channel && account.self === self),
  );
  const account = known
    ? await changeAccount(house, known._id, { settings })
    : await createAccount(house, { channel, name, settings }, mark).catch(async (error: unknown) => {
        const other = isDuplicate(error) ? await provisionedAccount(house.store.accounts, mark) : null;
        if (other === null) throw error;
        return other;
      });
  await runner.restart(account._id);
  return account;
}
