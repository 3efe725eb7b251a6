import type { DeliveryState } from '../../channels/delivery.ts';
import type { UndeliveredCountView, UndeliveredState, UndeliveredView } from '../api/protocol.ts';
import { maySee } from '../api/protocol.ts';
import { presentMessage } from '../events/present.ts';
import type { Actor, House } from '../house.ts';
import { type ConversationDoc, conversationsById } from '../store/conversations.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { type UndeliveredCursor, undeliveredRows, undeliveredSince } from '../store/undelivered.ts';
import { alternativesFor } from './alternatives.ts';

const DAY_MS = 86_400_000;
const READ_AT_ONCE = 200;
/** Counted at most; beyond that the number says only that there are many. */
const MOST_COUNTED = 2_000;

type Reader = Actor & { id: string };

interface Wanted {
  since?: string | undefined;
  state: readonly UndeliveredState[];
  cursor?: string | undefined;
  limit: number;
}

/** Messages of the reader's conversations that did not arrive, newest first. */
export async function listUndelivered(
  house: House,
  reader: Reader,
  { since, state, cursor, limit }: Wanted,
): Promise<{ items: UndeliveredView[]; next: string | null }> {
  const items: UndeliveredView[] = [];
  let before = cursor === undefined ? null : parseCursor(cursor);
  for (;;) {
    const found = await undeliveredSince(house.store.messages, sinceOf(house, since), before, READ_AT_ONCE);
    const rows = await rowsOf(house, reader, found);
    for (const message of found) {
      const row = rows.get(message.conversationId);
      if (row && state.includes(kindOf(message.delivery?.state)))
        items.push(await shown(house, row, message));
      before = { at: message.delivery?.undeliveredAt ?? message.receivedAt, id: message._id };
      if (items.length === limit) return { items, next: `${before.at.getTime()}.${before.id}` };
    }
    if (found.length < READ_AT_ONCE) return { items, next: null };
  }
}

async function shown(house: House, row: ConversationDoc, message: MessageDoc): Promise<UndeliveredView> {
  const view = presentMessage(message);
  // Noted a moment after the state; who looks in between need not wait for it.
  const { delivery } = view;
  if (delivery && kindOf(delivery.state) !== 'waiting') {
    delivery.alternatives ??= await alternativesFor(house, row, message);
  }
  return { ...view, contact: { id: row.contactId, name: row.contactName } };
}

/** How many there are, by kind. */
export async function countUndelivered(
  house: House,
  reader: Reader,
  since: string | undefined,
): Promise<UndeliveredCountView> {
  const found = await undeliveredRows(house.store.messages, sinceOf(house, since), MOST_COUNTED);
  const rows = await rowsOf(house, reader, found);
  const count = { failed: 0, uncertain: 0, waiting: 0 };
  for (const { conversationId, delivery } of found) {
    if (rows.has(conversationId)) count[kindOf(delivery.state)] += 1;
  }
  return { ...count, more: found.length === MOST_COUNTED };
}

function kindOf(state: DeliveryState | undefined): UndeliveredState {
  return state === 'failed' || state === 'uncertain' ? state : 'waiting';
}

async function rowsOf(
  house: House,
  reader: Reader,
  messages: readonly Pick<MessageDoc, 'conversationId'>[],
): Promise<Map<string, ConversationDoc>> {
  const ids = [...new Set(messages.map(({ conversationId }) => conversationId))];
  const rows = await conversationsById(house.store.conversations, ids);
  return new Map([...rows].filter(([, row]) => maySee(reader, row)));
}

function sinceOf(house: House, since: string | undefined): Date {
  return since === undefined ? new Date(house.clock.now() - DAY_MS) : new Date(since);
}

function parseCursor(text: string): UndeliveredCursor | null {
  const [at = '', id = ''] = text.split('.');
  return /^\d{1,15}$/.test(at) ? { at: new Date(Number(at)), id } : null;
}
