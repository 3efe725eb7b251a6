import type { Channel } from '../../channels/contract.ts';
import { channelName } from '../../channels/ids.ts';
import { foldInto } from '../conversations/fold-into.ts';
import { announceConversation } from '../conversations/standing.ts';
import { HouseError } from '../errors.ts';
import type { House } from '../house.ts';
import { channelOf } from '../registry.ts';
import type { AccountDoc } from '../store/accounts.ts';
import { type ConversationDoc, conversationById, type Route } from '../store/conversations.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { raw } from '../store/raw.ts';

/** What carries a message: one of our accounts, with what is known of its network. */
export interface Carrier {
  account: AccountDoc;
  channel: Channel;
}

export interface Way extends Carrier {
  route: Route;
}

/**
 * The way an answer takes: the account that was asked for, else the one the person used last among those where they
 * can be reached and that is switched on. Rejects with `unsupported` or `not_found` naming `account`.
 */
export async function chooseWay(
  house: House,
  row: ConversationDoc,
  wanted: string | undefined,
): Promise<Way> {
  if (wanted !== undefined) {
    const found = row.routes.filter((route) => route.accountId === wanted);
    const route =
      found.find(({ reachable }) => reachable) ?? found[0] ?? (await newRoute(house, row, wanted));
    return openWay(house, route);
  }
  let refusal = new HouseError(
    'unsupported',
    'There is no channel on which the person can be reached; add an address to the contact.',
    'account',
  );
  for (const route of await routesOf(house, row)) {
    if (!route.reachable) continue;
    try {
      return await openWay(house, route);
    } catch (error) {
      if (!(error instanceof HouseError)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

/** A row comes a moment after its messages: the first of them, seen already, may be answered before it has a route. */
async function routesOf(house: House, row: ConversationDoc): Promise<readonly Route[]> {
  if (row.routes.length > 0) return row.routes;
  const folded = await foldInto(house, [row._id], new Map([[row._id, row]]), new Map());
  // Whoever takes a message in says so: counts are moved by what is said.
  await house.events.publish(folded.flatMap(({ before, after }) => announceConversation(before, after)));
  return (await conversationById(house.store.conversations, row._id))?.routes ?? [];
}

async function openWay(house: House, route: Route): Promise<Way> {
  const account = await accountOf(house, route.accountId);
  const channel = house.registry.get(channelName(route.channel));
  if (channel === undefined || !account.enabled) {
    throw new HouseError(
      'unsupported',
      `The account "${account.name}" is switched off; switch it on or choose another one.`,
      'account',
    );
  }
  return { route, account, channel };
}

/** By what a message was or is to be sent. Rejects with `not_found` naming `account`. */
export async function carrierOf(house: House, message: MessageDoc): Promise<Carrier> {
  const account = await accountOf(house, message.accountId ?? '');
  return { account, channel: channelOf(house.registry, account.channel) };
}

async function accountOf(house: House, id: string): Promise<AccountDoc> {
  const account = (await raw(house.store.accounts).findOne({ _id: id })) as AccountDoc | null;
  if (account !== null) return account;
  throw new HouseError('not_found', 'This account does not exist any more; choose another one.', 'account');
}

/** The first word to somebody whose address is known, on a channel that allows it. */
async function newRoute(house: House, row: ConversationDoc, wanted: string): Promise<Route> {
  const account = await accountOf(house, wanted);
  const channel = house.registry.get(channelName(account.channel));
  const identities = await raw(house.store.identities).find({ contactId: row.contactId }).toArray();
  for (const identity of identities) {
    if (identity.kind === 'channel') continue;
    const reached = channel?.codec.reach?.({ kind: identity.kind, value: identity.value });
    if (reached === undefined) continue;
    return {
      accountId: account._id,
      channel: account.channel,
      chat: reached.chat,
      address: reached.user,
      reachable: true,
    };
  }
  throw new HouseError(
    'unsupported',
    'No address of the person is known for this account; choose another one or add an address to the contact.',
    'account',
  );
}
