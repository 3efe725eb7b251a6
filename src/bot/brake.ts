import type { BotState, Incoming } from './state.ts';
import { plainWords } from './words.ts';

/** Automatic answers to one contact: at most so many within so long. */
const LIMITS = [
  { most: 12, withinMs: 10 * 60_000 },
  { most: 30, withinMs: 24 * 3_600_000 },
] as const;

/** What is kept of the times; the longest limit needs no more. */
const KEPT = 30;
/** Answers to somebody who has shown no sign of being a person. */
export const MOST_TO_STRANGERS = 3;
/** Faster than this nobody reads and writes. */
const READING_MS = 1500;
const HEARD_KEPT = 12;
const SENTENCE = 12;
const HEARD_LENGTH = 200;

/** Whether this contact has had as many automatic answers as anybody may get for now. */
export function braked(saidAt: readonly number[], now: number): boolean {
  return LIMITS.some(({ most, withinMs }) => saidAt.filter((at) => at > now - withinMs).length >= most);
}

/** The state after one more automatic answer. */
export function noteSaid(state: BotState, text: string, now: number): BotState {
  return {
    ...state,
    said: state.said + 1,
    saidAt: [...state.saidAt, now].slice(-KEPT),
    lastSaid: plainWords(text).slice(0, HEARD_LENGTH),
  };
}

/** The form in which a message is remembered. */
export function heardAs(message: Incoming): string {
  return plainWords(message.text).slice(0, HEARD_LENGTH);
}

export function noteHeard(state: BotState, message: Incoming): BotState {
  const heard = heardAs(message);
  if (heard === '') return state;
  return { ...state, heard: [...state.heard, heard].slice(-HEARD_KEPT) };
}

/** Our own words come back: something quotes or repeats whatever it gets. */
export function echoes(state: BotState, message: Incoming): boolean {
  const heard = heardAs(message);
  return state.lastSaid.length >= 15 && heard.includes(state.lastSaid.slice(0, 60));
}

/** The same sentence was heard before in this run; people repeat a greeting, software whole sentences. */
export function repeats(state: BotState, message: Incoming): boolean {
  const heard = heardAs(message);
  return heard.length >= SENTENCE && state.heard.includes(heard);
}

/** Came sooner after our last word than a person reads and writes. */
export function hasty(state: BotState, message: Incoming): boolean {
  const last = state.saidAt.at(-1);
  return last !== undefined && message.at - last < READING_MS;
}
