import type { AccountView } from '../../channels/contract.ts';
import { accountId } from '../../channels/ids.ts';
import type { AccountDoc } from '../store/accounts.ts';

/** What a codec may know of an account. */
export function accountViewOf(account: AccountDoc): AccountView {
  const view: AccountView = {
    id: accountId(account._id),
    aliases: account.aliases,
    settings: account.settings,
  };
  if (account.self !== undefined) view.self = account.self;
  return view;
}
