import { HouseError } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import { enterState, letLeave } from '../store/deliveries.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { messageById, messagesAfter } from '../store/messages.ts';
import { announceMessage } from './announce.ts';

const LOOK_BACK = 200;

/** The first answer of somebody else in `(seen, before)`; notes, bots and what was taken back do not count. */
async function answerAfter(
  house: House,
  writer: string | null,
  conversationId: string,
  seen: number,
  before = Number.POSITIVE_INFINITY,
): Promise<MessageDoc | undefined> {
  const since = await messagesAfter(house.store.messages, conversationId, seen, LOOK_BACK);
  return since.find((message) => {
    if (message.seq >= before || message.direction !== 'out' || message.kind === 'note') return false;
    if (message.delivery?.state === 'cancelled') return false;
    const { kind, id } = message.author;
    return kind === 'elsewhere' || (kind === 'user' && id !== writer);
  });
}

/** Refuses an answer when a colleague has answered after what its writer had seen. */
export async function refuseIfAnswered(
  house: House,
  actor: Actor,
  row: ConversationDoc,
  seen: number,
): Promise<void> {
  if (row.lastSeq <= seen) return;
  const answer = await answerAfter(house, actor.id, row._id, seen);
  if (answer) throw answeredMeanwhile(answer);
}

function answeredMeanwhile(answer: MessageDoc | undefined): HouseError {
  const who = answer?.author.name ?? 'A colleague';
  return new HouseError(
    'answered_meanwhile',
    `${who} answered meanwhile; read it and send again if needed.`,
    'seen',
  );
}

/**
 * Of two answers written in the same moment the later one gives way. Both its writer's process and whoever sends it
 * ask, in any order or alone after a crash; the first to ask decides, and nothing undecided leaves.
 */
export async function decideIfSecond(house: House, message: MessageDoc): Promise<MessageDoc | undefined> {
  const { _id, author, conversationId, delivery, seq } = message;
  if (delivery?.seen === undefined) return undefined;
  const { messages } = house.store;
  const answer =
    seq === delivery.seen + 1
      ? undefined
      : await answerAfter(house, author.id ?? null, conversationId, delivery.seen, seq);
  if (answer === undefined) {
    await letLeave(messages, _id);
    return undefined;
  }
  const at = new Date(house.clock.now());
  const withdrawn = await enterState(messages, _id, 'cancelled', at, {
    set: { removedAt: at },
    // Who sends it all the same does so under the same clientId.
    unset: ['clientId', 'delivery.seen'],
    only: { 'delivery.seen': { $exists: true } },
  });
  if (withdrawn !== null) await announceMessage(house, withdrawn);
  return answer;
}

/** Tells the writer of an answer that it gave way; rejects with `answered_meanwhile`. */
export async function refuseIfSecond(house: House, message: MessageDoc): Promise<void> {
  const answer = await decideIfSecond(house, message);
  if (message.seq === (message.delivery?.seen ?? 0) + 1) return;
  const now = await messageById(house.store.messages, message._id);
  if (now?.delivery?.state === 'cancelled' && now.clientId === undefined) throw answeredMeanwhile(answer);
}
