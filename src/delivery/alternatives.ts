import { accountId, channelName } from '../../channels/ids.ts';
import { HouseError } from '../errors.ts';
import type { House } from '../house.ts';
import { type AccountDoc, allAccounts } from '../store/accounts.ts';
import type { ConversationDoc, Route } from '../store/conversations.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { messageById } from '../store/messages.ts';
import { raw } from '../store/raw.ts';
import { checkContent, checkReach } from './check.ts';

/**
 * Accounts by which the same person could hear this message instead, the one used last first. Only those whose
 * channel takes it as it is, and none by which it has been tried already.
 */
export async function alternativesFor(
  house: House,
  row: ConversationDoc,
  message: MessageDoc,
): Promise<string[]> {
  const accounts = new Map(
    (await allAccounts(house.store.accounts)).flatMap((one) => (one.enabled ? [[one._id, one]] : [])),
  );
  const tried = await triedAccounts(house, message);
  const known = row.routes.filter((route) => route.reachable && !tried.has(route.accountId));
  const routes = [...known, ...(await firstWords(house, row, [...accounts.values()], tried))];
  const fitting = routes.filter((route) => {
    const account = accounts.get(route.accountId);
    return account !== undefined && account.health.state !== 'blocked' && takes(house, route, message);
  });
  return [...new Set(fitting.map((route) => route.accountId))];
}

/** The account of the message and of those in whose place it goes. */
async function triedAccounts(house: House, message: MessageDoc): Promise<Set<string>> {
  const tried = new Set<string>();
  let one: MessageDoc | null = message;
  while (one !== null && tried.size < 20) {
    if (one.accountId !== null) tried.add(one.accountId);
    one = one.insteadOf === undefined ? null : await messageById(house.store.messages, one.insteadOf);
  }
  return tried;
}

/** Ways that were never used but for which an address is known. */
async function firstWords(
  house: House,
  row: ConversationDoc,
  accounts: readonly AccountDoc[],
  tried: ReadonlySet<string>,
): Promise<Route[]> {
  const strangers = accounts.filter(({ _id, channel }) => {
    const reach = house.registry.get(channelName(channel))?.codec.reach;
    return reach !== undefined && !tried.has(_id) && !row.routes.some((route) => route.accountId === _id);
  });
  if (strangers.length === 0) return [];
  const identities = await raw(house.store.identities).find({ contactId: row.contactId }).toArray();
  return strangers.flatMap((account) => {
    for (const { kind, value } of identities) {
      if (kind === 'channel') continue;
      const reached = house.registry.get(channelName(account.channel))?.codec.reach?.({ kind, value });
      if (reached === undefined) continue;
      const { chat, user: address } = reached;
      return [
        { accountId: accountId(account._id), channel: account.channel, chat, address, reachable: true },
      ];
    }
    return [];
  });
}

function takes(house: House, route: Route, { content }: MessageDoc): boolean {
  const channel = house.registry.get(channelName(route.channel));
  if (channel === undefined) return false;
  const { capabilities } = channel.codec;
  try {
    checkReach(route, capabilities, house.clock.now());
    checkContent(content, capabilities);
    return true;
  } catch (error) {
    if (error instanceof HouseError) return false;
    throw error;
  }
}
