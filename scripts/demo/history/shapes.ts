import type { CallDoc } from '../../../src/store/calls.ts';
import type { ContactDoc } from '../../../src/store/contacts.ts';
import type { ConversationDoc } from '../../../src/store/conversations.ts';
import type { IdentityDoc } from '../../../src/store/identities.ts';
import type { MessageDoc } from '../../../src/store/message-doc.ts';
import type { TalkFact } from '../../../src/store/talk-facts.ts';
import type { TaskDoc } from '../../../src/store/tasks.ts';
import type { TimelineDoc } from '../../../src/store/timeline.ts';
import type { Customer } from './customers.ts';

/** Everything the month has left behind, ready to be stored. */
export interface Past {
  contacts: ContactDoc[];
  identities: IdentityDoc[];
  conversations: ConversationDoc[];
  messages: MessageDoc[];
  timeline: TimelineDoc[];
  talkFacts: TalkFact[];
  tasks: TaskDoc[];
  calls: PastCall[];
}

/** A call as the exchange would have reported it. */
export interface PastCall {
  at: number;
  direction: CallDoc['direction'];
  state: CallDoc['state'];
  phone: string;
  operator: string;
  seconds: number;
}

export interface Colleague {
  id: string;
  name: string;
  languages: readonly string[];
}

/** A customer as their network knows them. */
export interface Member extends Customer {
  /** Their user id or address. */
  address: string;
  account: { _id: string; channel: string };
}

const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

let counter = 0;

/** An id that sorts by the moment it was made, as the service's own do. */
export function idAt(at: number): string {
  counter += 1;
  return `${at.toString(16).padStart(12, '0')}de0de0${counter.toString(16).padStart(6, '0')}`;
}
