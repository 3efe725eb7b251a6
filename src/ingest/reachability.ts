import type { ReachabilityEvent, TypingEvent } from '../../channels/events.ts';
import { channelAddress } from '../contacts/keys.ts';
import { resolvePerson } from '../contacts/resolve.ts';
import { changeRow, type RowChange } from '../conversations/change-row.ts';
import { announceConversation } from '../conversations/standing.ts';
import type { House } from '../house.ts';
import type { AccountDoc } from '../store/accounts.ts';
import type { ConversationDoc, Route } from '../store/conversations.ts';
import { identitiesByKeys } from '../store/identities.ts';

/**
 * A person let us write, or forbade it. Opening the chat makes a lead with its source; a stranger who forbids makes
 * nothing. What is older than the person's last message says nothing any more.
 */
export async function applyReachability(
  house: House,
  account: AccountDoc,
  event: ReachabilityEvent,
  receivedAt: Date,
): Promise<void> {
  const conversationId = event.reachable
    ? await meet(house, account, event, receivedAt)
    : await conversationOf(house, account, event.peer.id);
  if (conversationId === undefined) return;
  const { before, after } = await changeRow(house, conversationId, (row) => routeChange(row, account, event));
  // Written in an earlier life that may not have lived to say so.
  if (before === after) await house.events.publish(announceConversation(after, after));
}

async function meet(house: House, account: AccountDoc, event: ReachabilityEvent, at: Date): Promise<string> {
  const { peer, chat, source } = event;
  const meeting = { account, peer, chat, at, incoming: true };
  const met = await resolvePerson(house, source === undefined ? meeting : { ...meeting, source });
  return met.conversationId;
}

function routeChange(row: ConversationDoc, account: AccountDoc, event: ReachabilityEvent): RowChange | null {
  const { chat, reachable, peer } = event;
  const known = row.routes.find((route) => route.accountId === account._id && route.chat === chat);
  if (known) {
    const heardSince = known.lastInboundAt !== undefined && known.lastInboundAt.getTime() > event.at;
    if (known.reachable === reachable || (!reachable && heardSince)) return null;
    return { routes: row.routes.map((route) => (route === known ? { ...route, reachable } : route)) };
  }
  if (!reachable) return null;
  const route: Route = {
    accountId: account._id,
    channel: account.channel,
    chat,
    address: peer.id,
    reachable,
    spoken: true,
  };
  return { routes: [...row.routes, route] };
}

/** Says who is typing to whoever looks; strangers are not announced. */
export async function applyTyping(house: House, account: AccountDoc, event: TypingEvent): Promise<void> {
  const conversationId = await conversationOf(house, account, event.peer.id);
  if (conversationId !== undefined) house.volatile.clientTyping(account, event, conversationId);
}

async function conversationOf(house: House, account: AccountDoc, user: string): Promise<string | undefined> {
  const { key } = channelAddress(house, account, user);
  return (await identitiesByKeys(house.store.identities, [key])).get(key)?.conversationId;
}
