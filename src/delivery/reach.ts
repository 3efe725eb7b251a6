import { changeRow } from '../conversations/change-row.ts';
import type { House } from '../house.ts';
import type { Route } from '../store/conversations.ts';
import type { MessageDoc } from '../store/message-doc.ts';

type Sent = Pick<MessageDoc, 'conversationId' | 'accountId' | 'chat'>;

/** The address is good or is not; the composer offers another one. */
export function markRoute(house: House, message: Sent, reachable: boolean): Promise<void> {
  return changeRoute(house, message, { reachable });
}

/** The network gave the chat another id. */
export function moveRoute(house: House, message: Sent, chat: string): Promise<void> {
  return changeRoute(house, message, { chat });
}

async function changeRoute(house: House, message: Sent, change: Partial<Route>): Promise<void> {
  await changeRow(house, message.conversationId, (row) => {
    const index = row.routes.findIndex(
      (route) => route.accountId === message.accountId && route.chat === message.chat,
    );
    const route = row.routes[index];
    if (route === undefined) return null;
    const next = { ...route, ...change };
    if (next.chat === route.chat && next.reachable === route.reachable) return null;
    return { routes: row.routes.with(index, next) };
  });
}
