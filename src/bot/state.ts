import type { AskKind, BotLanguage, FlowBody, HandoverTarget } from '../api/protocol/flow.ts';

/** One answer of a person, as the note for whoever takes over lists it. */
export interface Answer {
  step: string;
  kind: AskKind | 'choice';
  value: string;
}

/**
 * How far the bot has come with one conversation. `resting`: it has nothing to ask and only answers frequent
 * questions. `handed`: people have it. Everything that decides the next word is in here and in the message.
 */
export interface BotState {
  phase: 'fresh' | 'running' | 'resting' | 'handed';
  /** How many flows were begun. */
  runs: number;
  flow: string | null;
  version: number;
  /** Step whose answer is awaited. */
  step: string | null;
  /** Answers to this step that did not pass. */
  tries: number;
  answers: Answer[];
  language: BotLanguage;
  /** Automatic answers in this run. */
  said: number;
  /** Something in this run that only a person who read would have answered. */
  person: boolean;
  /** What was heard in this run, short and without punctuation; robots repeat themselves. */
  heard: string[];
  /** Beginning of what was said last, in the same form; robots quote. */
  lastSaid: string;
  /** Unix milliseconds of the newest automatic answers, oldest first; the brake counts them. */
  saidAt: number[];
  /** How often each frequent question was answered in this run. */
  faqs: Record<string, number>;
}

export function freshState(language: BotLanguage = 'ru'): BotState {
  return {
    phase: 'fresh',
    runs: 0,
    flow: null,
    version: 0,
    step: null,
    tries: 0,
    answers: [],
    language,
    said: 0,
    person: false,
    heard: [],
    lastSaid: '',
    saidAt: [],
    faqs: {},
  };
}

/** What a person wrote since the bot last listened; several messages in a row are one turn. */
export interface Incoming {
  text: string;
  /** What a tapped button carries. */
  tap?: string;
  /** Numbers handed over as the person's own. */
  ownPhones: readonly string[];
  hasFiles: boolean;
  /** When we had it, Unix milliseconds. */
  at: number;
}

/** Everything a decision depends on besides state and message. */
export interface Scene {
  body: FlowBody;
  flow: string;
  version: number;
  /** Unix milliseconds. */
  now: number;
  open: boolean;
  /** When work begins next, in words. */
  opens(language: BotLanguage): string;
  /** What is known of the person already. */
  known: { name?: string; phone?: string; email?: string };
  /** Wrote for the first time and is not worked yet. */
  isNew: boolean;
  /** BCP 47 tag of the contact, as the network or a colleague says. */
  language?: string;
  house: string;
}

/** Something to say; how it looks is decided by the channel it goes to. */
export interface Say {
  kind: 'say';
  step: string | null;
  language: BotLanguage;
  text: string;
  options?: { id: string; label: string }[];
  /** The person's own number may be handed over by a button. */
  sharePhone?: boolean;
  /** The question may be declined. */
  skip?: boolean;
}

export type StopReason = 'robot' | 'brake' | 'unsure';

export type Act =
  | Say
  | { kind: 'save'; ask: AskKind; value: string; field?: string }
  | { kind: 'set'; label?: string; lead?: 'new' | 'not-client'; language?: BotLanguage }
  | { kind: 'handover'; to: HandoverTarget; note: boolean; answers: Answer[] }
  | { kind: 'began' }
  | { kind: 'faq'; entry: string }
  | { kind: 'stopped'; why: StopReason };

export interface Decided {
  state: BotState;
  acts: Act[];
}
