import type { CALL_EVENTS, CALL_STATES } from '../api/protocol.ts';

export type CallEvent = (typeof CALL_EVENTS)[number];
export type CallState = (typeof CALL_STATES)[number];

/** What was reported of one event of a call. */
export interface CallFact {
  at: Date;
  direction: 'in' | 'out';
  from: string;
  to: string;
  /** Seconds of talk. */
  duration?: number;
  extension?: string;
  /** As the exchange wrote it. */
  operator?: string;
  recordingUrl?: string;
}

/** Everything the exchange has said of a call, one fact for each kind of event. */
export type CallFacts = Partial<Record<CallEvent, CallFact>>;

/** What a call is, as far as it was reported. */
export interface DerivedCall extends Omit<CallFact, 'at'> {
  state: CallState;
  startedAt: Date;
  answeredAt?: Date;
  endedAt?: Date;
}

/** Whose word counts more where two events of one call disagree. */
const RANK: readonly CallEvent[] = ['answered', 'ended', 'missed', 'ringing', 'recording'];

/**
 * Adds a report to what is known. Commutative, associative and idempotent: two reports of the same event that differ
 * leave the earlier time, the longer talk and, of other fields, the word that sorts last.
 */
export function addFact(facts: CallFacts, event: CallEvent, fact: CallFact): CallFacts {
  const known = facts[event];
  return { ...facts, [event]: known === undefined ? fact : mergeFacts(known, fact) };
}

function mergeFacts(one: CallFact, other: CallFact): CallFact {
  const merged: CallFact = {
    at: new Date(Math.min(one.at.getTime(), other.at.getTime())),
    direction: last(one.direction, other.direction) ?? one.direction,
    from: last(one.from, other.from) ?? one.from,
    to: last(one.to, other.to) ?? one.to,
  };
  const duration = last(one.duration, other.duration);
  if (duration !== undefined) merged.duration = duration;
  for (const field of ['extension', 'operator', 'recordingUrl'] as const) {
    const word = last(one[field], other[field]);
    if (word !== undefined) merged[field] = word;
  }
  return merged;
}

function last<T extends string | number>(one: T | undefined, other: T | undefined): T | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one >= other ? one : other;
}

/** The call that the facts tell of; the order in which they came plays no part. At least one fact is given. */
export function deriveCall(facts: CallFacts): DerivedCall {
  const known = RANK.flatMap((event) => facts[event] ?? []);
  const [first] = known;
  if (first === undefined) throw new Error('A call of which nothing was reported.');
  const word = <K extends keyof CallFact>(field: K): CallFact[K] | undefined =>
    known.find((fact) => fact[field] !== undefined)?.[field];
  const duration = known.reduce<number | undefined>((most, fact) => last(most, fact.duration), undefined);
  const call: DerivedCall = {
    state: stateOf(facts, duration),
    direction: first.direction,
    from: first.from,
    to: first.to,
    startedAt: new Date(Math.min(...known.map(({ at }) => at.getTime()))),
  };
  const answeredAt = facts.answered?.at;
  if (answeredAt !== undefined) call.answeredAt = answeredAt;
  const endedAt = facts.ended?.at ?? facts.missed?.at;
  if (endedAt !== undefined) call.endedAt = endedAt;
  if (duration !== undefined) call.duration = duration;
  for (const field of ['extension', 'operator', 'recordingUrl'] as const) {
    const said = word(field);
    if (said !== undefined) call[field] = said;
  }
  return call;
}

/** Several telephones may ring for one call: somebody who answers outweighs those who missed it. */
function stateOf(facts: CallFacts, duration: number | undefined): CallState {
  const talked = facts.answered !== undefined || (duration ?? 0) > 0;
  if (talked) return facts.ended !== undefined || facts.answered === undefined ? 'ended' : 'answered';
  if (facts.missed !== undefined || facts.ended !== undefined) return 'missed';
  // A recording alone is of a call that was talked and is over.
  return facts.recording !== undefined ? 'ended' : 'ringing';
}
