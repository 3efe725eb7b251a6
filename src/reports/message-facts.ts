import type { MessageView } from '../api/protocol.ts';
import type { FactDoc } from '../store/facts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const receivedAt = (message: MessageView): number => Date.parse(message.receivedAt);

/** Said to the person by one of us. */
export const isOurs = ({ direction, kind, author }: MessageView): boolean =>
  direction === 'out' && kind === 'message' && (author.kind === 'user' || author.kind === 'elsewhere');

/** Written by the person, not by a machine in their name. */
export const isTheirs = ({ direction, kind, automatic }: MessageView): boolean =>
  direction === 'in' && kind === 'message' && automatic === undefined;

/** What a message counts as by itself; null when it does not count. Times are ours: when it reached the house. */
export function factOf(message: MessageView): FactDoc | null {
  if (!isOurs(message) && !isTheirs(message)) return null;
  const fact: FactDoc = {
    _id: message.id,
    kind: message.direction,
    at: new Date(message.receivedAt),
    channel: message.channel,
  };
  if (message.author.kind === 'user' && message.author.id !== undefined) fact.user = message.author.id;
  return fact;
}

/** Whether a message may end somebody's waiting. What comes late from another device tells nothing of how long it took. */
export function isAnswer(message: MessageView): boolean {
  const late = receivedAt(message) - Date.parse(message.sentAt) > HOUR_MS;
  return isOurs(message) && !(message.author.kind === 'elsewhere' && late);
}

/**
 * The waiting that a message of ours ends, counted from when the first unanswered word of the person reached us, so a
 * message that was long on its way costs nobody anything. `earlier` are the messages before it, newest first. Null when
 * nobody waited.
 */
export function answerOf(message: MessageView, earlier: readonly MessageView[]): FactDoc | null {
  const end = earlier.findIndex(isOurs);
  const waiting = (end < 0 ? earlier : earlier.slice(0, end)).filter(isTheirs);
  const asked = waiting.at(-1);
  if (asked === undefined) return null;
  const before = end < 0 ? undefined : earlier[end];
  return answerTo(message, {
    asked: { id: asked.id, at: receivedAt(asked) },
    said: before === undefined ? null : receivedAt(before),
  });
}

/** What a conversation was before a message: the first word that nobody answered, and when one of us last spoke. */
export interface Talk {
  asked: { id: string; at: number } | null;
  said: number | null;
}

/** The same where the talk before the message is known. */
export function answerTo(message: MessageView, { asked, said }: Talk): FactDoc | null {
  if (asked === null) return null;
  const fact: FactDoc = {
    _id: `answer:${asked.id}`,
    kind: 'answer',
    at: new Date(message.receivedAt),
    channel: message.channel,
    seconds: Math.max(0, Math.round((receivedAt(message) - asked.at) / 1000)),
    first: said === null || asked.at - said > DAY_MS,
  };
  if (message.author.kind === 'user' && message.author.id !== undefined) fact.user = message.author.id;
  return fact;
}
