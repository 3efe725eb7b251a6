import { isDeepStrictEqual } from 'node:util';
import type { ReportCall } from '../api/protocol.ts';
import type { House } from '../house.ts';
import { newId } from '../ids.ts';
import { regionOf } from '../settings.ts';
import {
  type CallDoc,
  callById,
  callOfExchange,
  insertCall,
  type StoredRecording,
  saveCall,
} from '../store/calls.ts';
import { userByEmail, userById } from '../store/users.ts';
import { announceCall } from './announce-call.ts';
import { addFact, type CallFact, type CallFacts, deriveCall } from './call-facts.ts';
import { giveCall, holderOf } from './call-links.ts';
import { callNumber } from './numbers.ts';
import { ring } from './ring.ts';
import { settleWaiting } from './waiting-calls.ts';

/**
 * Takes a report of a telephone exchange. Reports of one call may come in any order and any number of times; what is
 * known of it afterwards is the same. Answers the call as it is now.
 */
export async function reportCall(house: House, report: ReportCall): Promise<CallDoc> {
  const { before, after } = await store(house, report);
  const linked = await link(house, after);
  await announceCall(house, linked, linked);
  await settleWaiting(house, linked);
  if (before?.facts.ringing === undefined && linked.state === 'ringing') await ring(house, linked);
  return (await callById(house.store.calls, after._id)) ?? linked;
}

async function store(house: House, report: ReportCall): Promise<{ before: CallDoc | null; after: CallDoc }> {
  const fact = factOf(report, new Date(house.clock.now()));
  for (;;) {
    const before = await callOfExchange(house.store.calls, report.call);
    const facts = addFact(before?.facts ?? {}, report.event, fact);
    const wanted = await derive(house, report.call, facts, before);
    if (before === null) {
      // Whose it is belongs to the first thing anybody hears of it: a client's call is not for everybody.
      const holder = wanted.number === null ? null : await holderOf(house, wanted.number);
      if (holder !== null)
        Object.assign(wanted, { contactId: holder.contactId, conversationId: holder.conversationId });
      if (await insertCall(house.store.calls, wanted)) return { before, after: wanted };
    } else {
      if (isDeepStrictEqual(wanted, before)) return { before, after: before };
      const after = await saveCall(house.store.calls, before, wanted);
      if (after !== null) return { before, after };
    }
  }
}

function factOf(report: ReportCall, now: Date): CallFact {
  const { at, direction, from, to, duration, extension, operator, recordingUrl } = report;
  const fact: CallFact = { at: at === undefined ? now : new Date(at), direction, from, to };
  if (duration !== undefined) fact.duration = duration;
  if (extension) fact.extension = extension;
  if (operator) fact.operator = operator;
  if (recordingUrl !== undefined) fact.recordingUrl = recordingUrl;
  return fact;
}

async function derive(house: House, id: string, facts: CallFacts, before: CallDoc | null): Promise<CallDoc> {
  const { operator, recordingUrl, from, to, ...known } = deriveCall(facts);
  const { country } = await regionOf(house);
  const [fromNumber, toNumber] = [callNumber(from, country), callNumber(to, country)];
  const number = known.direction === 'in' ? fromNumber : toNumber;
  const doc: CallDoc = {
    _id: before?._id ?? newId(),
    rev: before?.rev ?? 1,
    call: id,
    facts,
    ...known,
    from: fromNumber ?? from,
    to: toNumber ?? to,
    number,
    operator: await colleagueOf(house, operator),
    contactId: before?.contactId ?? null,
    conversationId: before?.conversationId ?? null,
  };
  if (before?.opened) doc.opened = true;
  if (before?.handledAt) {
    doc.handledAt = before.handledAt;
    doc.handledBy = before.handledBy ?? null;
    if (before.handledCall !== undefined) doc.handledCall = before.handledCall;
  } else if (doc.state === 'missed' && doc.direction === 'in') doc.waiting = true;
  const recording = recordingOf(recordingUrl, before?.recording, new Date(house.clock.now()));
  if (recording !== undefined) doc.recording = recording;
  return doc;
}

function recordingOf(
  url: string | undefined,
  known: StoredRecording | undefined,
  now: Date,
): StoredRecording | undefined {
  if (url === undefined || known?.url === url) return known;
  return { state: 'pending', url, fetchAt: now };
}

/** The colleague an exchange names by id or e-mail address; null for anybody else. */
async function colleagueOf(house: House, named: string | undefined): Promise<string | null> {
  if (named === undefined) return null;
  const user = named.includes('@')
    ? await userByEmail(house.store.users, named)
    : await userById(house.store.users, named);
  return user?._id ?? null;
}

/** Looked up after the call is stored: a number that becomes somebody's meanwhile finds the call itself. */
async function link(house: House, call: CallDoc): Promise<CallDoc> {
  if (call.number === null) return call;
  for (let current = call, holder = await holderOf(house, call.number); ; ) {
    current = await giveCall(house, current, holder);
    const now = await holderOf(house, call.number);
    if (now?.contactId === holder?.contactId && now?.conversationId === holder?.conversationId)
      return current;
    holder = now;
  }
}
