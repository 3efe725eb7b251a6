import type { AccountEvent } from '../../channels/events.ts';
import { announceAccount } from '../accounts/change.ts';
import type { House } from '../house.ts';
import { type AccountDoc, accountById, changeAccountDoc } from '../store/accounts.ts';

type Connection = NonNullable<AccountDoc['connections']>[number];

/** Keeps who let this account speak in their name; the newest word about each person's connection wins. */
export async function applyConnection(house: House, account: AccountDoc, event: AccountEvent): Promise<void> {
  const { accounts } = house.store;
  for (;;) {
    const now = await accountById(accounts, account._id);
    const connections = now && withConnection(now.connections ?? [], event);
    if (now === null || connections === null) return;
    const after = await changeAccountDoc(accounts, now._id, { connections }, { rev: now.rev });
    if (after === null) continue;
    await announceAccount(house, after);
    return;
  }
}

/** Null when nothing changes. */
function withConnection(known: Connection[], { connection, at }: AccountEvent): Connection[] | null {
  const { id, name, enabled, canReply } = connection;
  const before = known.find((one) => one.id === id);
  if (before !== undefined && before.at.getTime() > at) return null;
  const next: Connection = { id, name, enabled, canReply, at: new Date(at) };
  const same = before && before.enabled === enabled && before.canReply === canReply && before.name === name;
  return same ? null : [...known.filter((one) => one !== before), next];
}
