import { newContact, newConversation, newIdentity } from '../../../src/contacts/new-person.ts';
import { arrived, became, ending, sale } from './leads.ts';
import type { Chance } from './random.ts';
import { type Colleague, DAY, HOUR, idAt, type Member, type Past } from './shapes.ts';
import { answers, botSays, closed, given, notes, says, type Thread } from './talk.ts';
import { NIGHT, QUESTIONS, RETURNS, TALKS, WELCOME } from './talks.ts';

export interface Cast {
  members: readonly Member[];
  /** Those who answer; the last one is ill since yesterday. */
  operators: readonly Colleague[];
  keyOf(member: Member): string;
  now: number;
  chance: Chance;
}

const SOURCES = ['instagram', 'site', 'afisha', 'friends'] as const;
const MINUTE = 60_000;

/** A month of a small company, up to this moment. Pure apart from the ids. */
export function buildPast({ members, operators, keyOf, now, chance }: Cast): Past {
  const past: Past = {
    contacts: [],
    identities: [],
    conversations: [],
    messages: [],
    timeline: [],
    talkFacts: [],
    tasks: [],
    calls: [],
  };
  members.forEach((member, index) => {
    // The newest tenth is of today and partly waits; the others spread over the month, a little more every week.
    const fresh = index >= members.length * 0.88;
    const begin =
      fresh || index < TROUBLES.length
        ? now - chance.between(10, 7 * 60) * MINUTE
        : workingTime(chance, now, Math.floor(30 * (1 - Math.sqrt(chance.roll()))) + 1);
    const by = speaking(chance, operators, member);
    const thread = newThread(past, member, keyOf(member), begin, chance);
    if (fresh) today(thread, begin, by, now, chance);
    else if (index < TROUBLES.length) trouble(thread, index, by, now);
    else month(thread, begin, by, now, chance);
    past.conversations.push(thread.row);
  });
  return past;
}

function newThread(past: Past, member: Member, key: string, at: number, chance: Chance): Thread {
  const person = { contactId: idAt(at), conversationId: idAt(at) };
  const source = chance.percent(40) ? chance.pick(SOURCES) : undefined;
  const contact = newContact(person, {
    name: member.name,
    at: new Date(at),
    named: member.channel === 'email',
    language: member.language,
    lead: true,
    ...(source === undefined ? {} : { source }),
  });
  if (member.company !== undefined) contact.company = member.company;
  past.contacts.push(contact);
  const evidence = { kind: 'network', at: new Date(at) } as const;
  const email = member.channel === 'email';
  const own = email
    ? ({ key: `email:${member.address}`, kind: 'email', value: member.address } as const)
    : ({ key, kind: 'channel', channel: member.channel, value: member.address } as const);
  const identity = newIdentity(own, person, evidence, { name: member.name });
  past.identities.push(
    key.includes(member.account._id) ? { ...identity, accountId: member.account._id } : identity,
  );
  if (member.phone !== undefined) {
    const address = { key: `phone:${member.phone}`, kind: 'phone', value: member.phone } as const;
    past.identities.push(newIdentity(address, person, { kind: 'shared', at: new Date(at) }));
  }
  arrived(past, contact, member.channel, at);
  // Everybody has heard of it: a row at revision 1 is one that nobody was told of, and its next change counts as its first.
  return { member, past, row: { ...newConversation(person, member.name, new Date(at)), rev: 2 } };
}

/** A talk of some day that is over, with what became of it. */
function month(thread: Thread, begin: number, by: Colleague, now: number, chance: Chance): void {
  const { member, past } = thread;
  const contact = past.contacts[past.contacts.length - 1];
  if (contact === undefined) return;
  let at = begin;
  if (chance.percent(18)) at = atNight(thread, begin, chance);
  at = talk(thread, chance.pick(TALKS[member.language]), at, by, chance);
  const outcome = ending(chance, member.language, at);
  if (outcome !== null) became(past, contact, outcome, at + MINUTE, by);
  if (outcome?.status === 'bought' || chance.percent(30)) contact.responsible = by.id;
  if (member.phone !== undefined && chance.percent(45)) {
    // Nobody of the past still waits for a call of ours; now and then they did not pick up themselves.
    const missed = chance.percent(20);
    past.calls.push({
      at: begin + chance.between(5, 90) * MINUTE,
      direction: missed ? 'out' : 'in',
      state: missed ? 'missed' : 'ended',
      phone: member.phone,
      operator: by.id,
      seconds: missed ? 0 : chance.between(25, 420),
    });
  }
  if (outcome?.status === 'planned' && chance.percent(60)) task(thread, at, outcome.plannedFor, by);
  const stays = now - at < 9 * DAY && chance.percent(50);
  if (stays) answers(thread, at + chance.between(2, 9) * MINUTE, by, WELCOME[member.language]);
  if (!stays) closed(thread, Math.min(now - HOUR, at + chance.between(10, 300) * MINUTE), by);
  if (outcome?.status !== 'bought' || now - at < 6 * DAY || !chance.percent(35)) return;
  const again = workingTime(chance, now, chance.between(0, Math.floor((now - at) / DAY) - 3));
  if (again > now - 2 * HOUR) return;
  const end = talk(thread, RETURNS[member.language], again, by, chance);
  became(past, contact, sale(chance, member.language), end + MINUTE, by);
  closed(thread, Math.min(now - HOUR, end + 30 * MINUTE), by);
}

/** Somebody of today: answered, in the middle of it, or waiting. */
function today(thread: Thread, begin: number, by: Colleague, now: number, chance: Chance): void {
  const { member } = thread;
  const roll = chance.roll() * 100;
  if (roll < 45) {
    talk(thread, chance.pick(TALKS[member.language]).slice(0, 4), begin, by, chance, now - 2 * MINUTE);
    if (chance.percent(40)) closed(thread, now - chance.between(2, 30) * MINUTE, by);
    return;
  }
  says(
    thread,
    Math.max(begin, now - chance.between(3, 50) * MINUTE),
    chance.pick(QUESTIONS[member.language]),
  );
  if (member.phone !== undefined && chance.percent(50)) {
    const at = now - chance.between(5, 40) * MINUTE;
    thread.past.calls.push({
      at,
      direction: 'in',
      state: 'missed',
      phone: member.phone,
      operator: by.id,
      seconds: 0,
    });
  }
  if (roll < 75) given(thread, now - 2 * MINUTE, by, null, 'turn');
}

/** Answers of this morning that have not reached their people, each for another reason. */
const TROUBLES = [
  { state: 'failed', reason: 'recipient_blocked' },
  { state: 'uncertain', reason: 'unreachable_network' },
  { state: 'failed', reason: 'window_closed' },
] as const;

function trouble(thread: Thread, index: number, by: Colleague, now: number): void {
  const { member } = thread;
  const found = TROUBLES[index];
  const at = now - (index + 2) * 8 * MINUTE;
  says(thread, at, QUESTIONS[member.language][0] ?? '');
  given(thread, at + MINUTE, by, null, 'turn');
  const undeliveredAt = new Date(at + 5 * MINUTE);
  answers(thread, at + 4 * MINUTE, by, TALKS[member.language][0]?.[1] ?? '', { ...found, undeliveredAt });
}

/** Lines in turn, ours with the time a person needs; answers the moment of the last one. */
function talk(
  thread: Thread,
  lines: readonly string[],
  begin: number,
  by: Colleague,
  chance: Chance,
  end = Number.POSITIVE_INFINITY,
): number {
  let at = begin;
  lines.forEach((line, index) => {
    if (index > 0) at += index % 2 === 0 ? chance.between(1, 12) * MINUTE : answerTime(chance);
    at = Math.min(at, end);
    if (index % 2 === 0) says(thread, at, line);
    else {
      if (index === 1)
        given(thread, at - 20_000, by, null, thread.row.answeredAt === undefined ? 'turn' : 'responsible');
      answers(thread, at, by, line);
    }
  });
  if (chance.percent(12))
    notes(thread, Math.min(at + MINUTE, end), by, 'Постоянный клиент, любит место у борта.');
  return at;
}

/** Most wait minutes, some much longer. */
function answerTime(chance: Chance): number {
  const roll = chance.roll();
  if (roll < 0.7) return chance.between(40, 420) * 1000;
  return chance.between(7, roll < 0.94 ? 28 : 95) * MINUTE;
}

/** Came at night: the bot was awake, a colleague answers in the morning. */
function atNight(thread: Thread, begin: number, chance: Chance): number {
  const night = new Date(begin);
  night.setHours(0, chance.between(5, 300), 0, 0);
  says(thread, night.getTime(), chance.pick(QUESTIONS[thread.member.language]));
  botSays(thread, night.getTime() + 900, NIGHT[thread.member.language]);
  thread.past.timeline.push({
    _id: `bot:demo:${thread.row._id}`,
    rev: 1,
    contactId: thread.row.contactId,
    kind: 'bot',
    at: new Date(night.getTime() + 900),
    by: 'Okno',
    data: { what: 'began' },
  });
  return begin;
}

function task(thread: Thread, at: number, due: Date | undefined, by: Colleague): void {
  const dueAt = due ?? new Date(at + DAY);
  thread.past.tasks.push({
    _id: idAt(at),
    rev: 1,
    contactId: thread.row.contactId,
    conversationId: thread.row._id,
    title: 'Позвонить и подтвердить дату',
    dueAt,
    attentionAt: dueAt,
    assignee: by.id,
    state: 'open',
    createdAt: new Date(at),
    createdBy: by.id,
  });
}

/** A moment between nine and eight in the evening, so many days ago. */
function workingTime(chance: Chance, now: number, days: number): number {
  const day = new Date(now - days * DAY);
  day.setHours(9, 0, 0, 0);
  const at = day.getTime() + Math.floor(((chance.roll() + chance.roll()) / 2) * 11 * HOUR);
  return Math.min(at, now - 3 * HOUR);
}

function speaking(chance: Chance, operators: readonly Colleague[], member: Member): Colleague {
  const able = operators.filter((one) => one.languages.includes(member.language));
  return chance.pick(able.length > 0 ? able : operators);
}
