import type { House } from '../house.ts';
import { changeAccountDoc, provisionedAccount } from '../store/accounts.ts';
import { isDuplicate } from '../store/duplicate.ts';
import { createAccount } from './change.ts';
import { checkSettings, sealSettings } from './settings.ts';

/**
 * Adds or renews the accounts that the environment names, one per channel. What a person changed of such an account
 * by hand is overwritten by the environment at the next start. Throws `invalid` naming the setting.
 */
export async function provisionAccounts(house: House): Promise<void> {
  for (const channel of house.registry.values()) {
    const wanted = channel.fromEnvironment(house.config.env);
    if (wanted === undefined) continue;
    const name = channel.codec.channel;
    const known = await provisionedAccount(house.store.accounts, name);
    if (known !== null) {
      const settings = checkSettings(channel, wanted.settings);
      const sealed = sealSettings(house, channel, known._id, settings);
      await changeAccountDoc(house.store.accounts, known._id, {
        ...sealed,
        configured: known.configured + 1,
      });
      continue;
    }
    try {
      await createAccount(house, { channel: name, ...wanted }, name);
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }
}
