import { accountViewOf } from '../accounts/view.ts';
import type { House } from '../house.ts';
import { channelOf } from '../registry.ts';
import type { AccountDoc } from '../store/accounts.ts';
import { applyTyping } from './reachability.ts';

/** Volatile news of a network: shown to whoever looks, kept by nobody. Never throws. */
export function applyHint(house: House, account: AccountDoc, raw: unknown): void {
  const { codec } = channelOf(house.registry, account.channel);
  for (const event of codec.decode(raw, accountViewOf(account))) {
    if (event.kind !== 'typing') continue;
    applyTyping(house, account, event).catch((error: unknown) =>
      house.log.debug({ err: error, account: account._id }, 'somebody typed, and nobody saw it'),
    );
  }
}
