import type { MessageView } from '../api/protocol.ts';
import { isOurs, isTheirs, type Talk } from './message-facts.ts';

export interface Talks {
  /** Takes the next message; answers what the talk was before it, undefined where that is not known. */
  follow(message: MessageView): Talk | undefined;
}

/** Conversations remembered; whoever is not among them is looked up when it matters. */
const MOST = 20_000;

/**
 * Remembers of each conversation what its next answer will answer, so that nothing has to be read for it. Only an
 * unbroken row of messages counts: after a gap nothing is known until one of us has spoken.
 */
export function createTalks(): Talks {
  const talks = new Map<string, Talk & { seq: number }>();
  return {
    follow(message) {
      const { conversation, seq } = message;
      const known = talks.get(conversation);
      talks.delete(conversation);
      const whole = known !== undefined && known.seq + 1 === seq;
      const before: Talk | undefined = whole ? known : seq === 1 ? { asked: null, said: null } : undefined;
      const after = next(message, before);
      if (after !== undefined) talks.set(conversation, { ...after, seq });
      const [oldest] = talks.size > MOST ? talks.keys() : [];
      if (oldest !== undefined) talks.delete(oldest);
      return before;
    },
  };
}

function next(message: MessageView, before: Talk | undefined): Talk | undefined {
  const at = Date.parse(message.receivedAt);
  if (isOurs(message)) return { asked: null, said: at };
  if (before === undefined || before.asked !== null || !isTheirs(message)) return before;
  return { ...before, asked: { id: message.id, at } };
}
