import type { ChannelAdapter } from '../../channels/contract.ts';
import { channelName, chatId, externalId } from '../../channels/ids.ts';
import type { ConversationView, MessageView } from '../api/protocol.ts';
import { externalIdIn } from '../delivery/thread.ts';
import type { House } from '../house.ts';
import { type ConversationDoc, conversationById } from '../store/conversations.ts';
import { latestInbound } from '../store/deliveries.ts';
import { messageById } from '../store/messages.ts';

/** Small signs on the network: that we have read, that we are writing, that a pressed button was heard. */
export interface Gestures {
  start(): void;
  stop(): void;
  /** An operator writes in a conversation; shown to the person where their network can. */
  typing(conversationId: string): void;
}

/** Networks show "is typing" for five to ten seconds. */
const TYPING_EVERY_MS = 4_500;
const NETWORK_MS = 10_000;
/** Conversations whose last sign is remembered. */
const REMEMBERED = 5_000;

interface Options {
  /** Answers in the process that runs the account only. */
  adapterOf(accountId: string): ChannelAdapter | undefined;
}

/** Gestures are courtesy: one that fails is gone, and nothing waits for it. */
export function createGestures(house: House, { adapterOf }: Options): Gestures {
  const typedAt = new Map<string, number>();
  const readTo = new Map<string, number>();
  let unsubscribe = () => {};

  function quietly(what: string, work: Promise<void>): void {
    work.catch((error: unknown) => {
      house.log.debug({ err: error, what }, 'a gesture did not reach the network');
    });
  }

  const signal = () => AbortSignal.timeout(NETWORK_MS);
  const can = (channel: string) => house.registry.get(channelName(channel))?.codec.capabilities;

  async function type(conversationId: string): Promise<void> {
    const row = await conversationById(house.store.conversations, conversationId);
    const route = row?.routes.find(({ reachable }) => reachable);
    if (route === undefined || can(route.channel)?.typing.send !== true) return;
    await adapterOf(route.accountId)?.typing?.(chatId(route.chat), signal());
  }

  /** The person sees that it was read once somebody has read it here. */
  async function markRead(conversation: ConversationView): Promise<void> {
    const known = readTo.get(conversation.id) ?? 0;
    if (conversation.lastSeq <= known) return;
    remember(readTo, conversation.id, conversation.lastSeq);
    const row = await conversationById(house.store.conversations, conversation.id);
    for (const route of row?.routes ?? []) {
      if (can(route.channel)?.markRead === true && row !== null) await markRoute(row, route, known);
    }
  }

  async function markRoute(
    row: ConversationDoc,
    { accountId, chat }: ConversationDoc['routes'][number],
    known: number,
  ): Promise<void> {
    const adapter = adapterOf(accountId);
    if (adapter?.markRead === undefined) return;
    const last = await latestInbound(house.store.messages, row._id, accountId, chat);
    if (last === null || last.seq <= known) return;
    const id = externalIdIn(last, accountId, chat);
    if (id !== undefined) await adapter.markRead(chatId(chat), externalId(id), signal());
  }

  /** Ends the waiting sign on a button that the person has pressed. */
  async function answerPress({ id, account }: MessageView, token: string): Promise<void> {
    const adapter = account === null ? undefined : adapterOf(account);
    if (adapter?.answerButton === undefined) return;
    const message = await messageById(house.store.messages, id);
    if (message !== null) await adapter.answerButton(token, undefined, signal());
  }

  return {
    start() {
      unsubscribe = house.events.subscribe(({ event }) => {
        if (event.name === 'message.added') {
          const token = tokenOf(event.data.message);
          if (token !== undefined) quietly('button', answerPress(event.data.message, token));
        } else if (event.name === 'conversation.changed') {
          const { conversation } = event.data;
          const marks = conversation.routes.some(({ channel }) => can(channel)?.markRead === true);
          if (conversation.unread === 0 && marks) quietly('read', markRead(conversation));
        }
      });
    },
    stop: () => unsubscribe(),
    typing(conversationId) {
      const now = house.clock.now();
      if (now - (typedAt.get(conversationId) ?? 0) < TYPING_EVERY_MS) return;
      remember(typedAt, conversationId, now);
      quietly('typing', type(conversationId));
    },
  };
}

function tokenOf({ direction, cards }: MessageView): string | undefined {
  if (direction !== 'in') return undefined;
  const pressed = cards.find((card) => card.kind === 'button' && typeof card.token === 'string');
  return pressed?.token as string | undefined;
}

function remember(map: Map<string, number>, key: string, value: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > REMEMBERED && oldest !== undefined) map.delete(oldest);
}
