import { announceMessage } from '../delivery/announce.ts';
import type { House } from '../house.ts';
import { botStateOf, saveBotState } from '../store/bot-states.ts';
import { enterState, openDeliveries } from '../store/deliveries.ts';
import { messageById } from '../store/messages.ts';
import { freshState } from './state.ts';

/** The conversation was closed by this event: whoever writes again begins anew. What the brake counts is kept. */
export async function closeRun(house: House, conversationId: string, cursor: number): Promise<void> {
  for (;;) {
    const doc = await botStateOf(house.store.botStates, conversationId);
    if (doc === null || doc.state.phase === 'fresh' || (doc.closed ?? 0) >= cursor) return;
    const { runs, saidAt, language } = doc.state;
    const state = { ...freshState(language), runs, saidAt };
    if ((await saveBotState(house.store.botStates, doc, { ...doc, state, closed: cursor })) !== null) return;
  }
}

/** Takes back what the bot has said and the network has not taken yet: an operator speaks now. */
export async function withdrawQueued(house: House, conversationId: string): Promise<void> {
  const { messages } = house.store;
  for (const { _id, delivery } of await openDeliveries(messages, conversationId)) {
    if (delivery.state !== 'queued') continue;
    const message = await messageById(messages, _id);
    if (message?.author.kind !== 'bot' || message.clientId?.startsWith('bot.') !== true) continue;
    const at = new Date(house.clock.now());
    const withdrawn = await enterState(messages, _id, 'cancelled', at, { set: { removedAt: at } });
    if (withdrawn !== null) await announceMessage(house, withdrawn);
  }
}
