import { HouseError } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import { enterState } from '../store/deliveries.ts';
import { type MessageDoc, messagesAfter } from '../store/messages.ts';
import { announceMessage } from './announce.ts';

const LOOK_BACK = 200;

/** The first answer of somebody else in `(seen, before)`; notes, bots and what was taken back do not count. */
async function answerAfter(
  house: House,
  actor: Actor,
  conversationId: string,
  seen: number,
  before = Number.POSITIVE_INFINITY,
): Promise<MessageDoc | undefined> {
  const since = await messagesAfter(house.store.messages, conversationId, seen, LOOK_BACK);
  return since.find((message) => {
    if (message.seq >= before || message.direction !== 'out' || message.kind === 'note') return false;
    if (message.delivery?.state === 'cancelled') return false;
    const { kind, id } = message.author;
    return kind === 'elsewhere' || (kind === 'user' && id !== actor.id);
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
  const answer = await answerAfter(house, actor, row._id, seen);
  if (answer) throw answeredMeanwhile(answer);
}

function answeredMeanwhile(answer: MessageDoc): HouseError {
  const who = answer.author.name;
  return new HouseError(
    'answered_meanwhile',
    `${who} answered meanwhile; read it and send again if needed.`,
    'seen',
  );
}

/** Of two answers written in the same moment the later one gives way, unless it has left already. */
export async function withdrawIfSecond(
  house: House,
  actor: Actor,
  message: MessageDoc,
  seen: number,
): Promise<void> {
  if (message.seq === seen + 1) return;
  const answer = await answerAfter(house, actor, message.conversationId, seen, message.seq);
  if (answer === undefined) return;
  const at = new Date(house.clock.now());
  const withdrawn = await enterState(house.store.messages, message._id, 'cancelled', at, {
    set: { removedAt: at },
    // Who sends it all the same does so under the same clientId.
    unset: ['clientId'],
  });
  if (withdrawn === null) return;
  await announceMessage(house, withdrawn);
  throw answeredMeanwhile(answer);
}
