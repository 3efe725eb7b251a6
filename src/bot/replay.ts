import type { ContactDoc } from '../store/contacts.ts';
import type { IdentityDoc } from '../store/identities.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { decide } from './decide.ts';
import { incomingOf, isIncoming, isOperators, leftAlone } from './listen.ts';
import { type BotState, freshState, type Say, type Scene } from './state.ts';

/** One conversation as it really went. */
export interface Past {
  /** In order, also ours. */
  messages: readonly MessageDoc[];
  /** When it was closed, Unix milliseconds. */
  closedAt: readonly number[];
  /** An operator had the word when it begins. */
  silent: boolean;
  contact: Pick<ContactDoc, 'language'>;
  identities: readonly IdentityDoc[];
  own: ReadonlySet<string>;
  accounts: readonly string[] | undefined;
}

export interface Answered {
  message: MessageDoc;
  say: Say;
}

export interface Replayed {
  /** Messages of the person that were looked at. */
  heard: number;
  answers: Answered[];
  handovers: number;
  /** Messages left alone, by reason. */
  silent: Record<string, number>;
  /** The sender turned out to be software. */
  robot: boolean;
}

/** What the bot would have done in a conversation of the past, with the clock of that time. Pure. */
export function replay(past: Past, sceneAt: (now: number) => Scene): Replayed {
  const result: Replayed = { heard: 0, answers: [], handovers: 0, silent: {}, robot: false };
  const closings = [...past.closedAt];
  let { silent } = past;
  let state: BotState = freshState();
  const leave = (why: string) => {
    result.silent[why] = (result.silent[why] ?? 0) + 1;
  };
  for (const message of past.messages) {
    const now = message.receivedAt.getTime();
    while ((closings[0] ?? Number.POSITIVE_INFINITY) <= now) {
      closings.shift();
      silent = false;
      state = { ...freshState(state.language), runs: state.runs, saidAt: state.saidAt };
    }
    if (isOperators(message)) silent = true;
    if (!isIncoming(message)) continue;
    result.heard += 1;
    const { identities, own, accounts } = past;
    const why = leftAlone(message, { identities, own, accounts, now });
    if (why === 'automatic' || why === 'robot' || why === 'ourselves') result.robot = true;
    if (why !== null || silent) {
      leave(why ?? 'operator');
      continue;
    }
    const isNew = message.seq === 1 || state.runs > 0;
    const decided = decide(state, incomingOf([message]), { ...sceneAt(now), isNew });
    const handed = state.phase !== 'handed' && decided.state.phase === 'handed';
    state = decided.state;
    if (handed) result.handovers += 1;
    const say = decided.acts.find((act): act is Say => act.kind === 'say');
    if (say) result.answers.push({ message, say });
    else leave(decided.acts.some((act) => act.kind === 'stopped') ? 'stopped' : 'nothing-to-say');
    if (decided.acts.some((act) => act.kind === 'stopped' && act.why === 'robot')) result.robot = true;
  }
  return result;
}
