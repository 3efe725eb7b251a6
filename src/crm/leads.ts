import { isDeepStrictEqual } from 'node:util';
import type { ContactView, SetLead } from '../api/protocol.ts';
import { announceContact } from '../contacts/announce.ts';
import { contactFor } from '../contacts/change.ts';
import { HouseError } from '../errors.ts';
import { presentContact } from '../events/present.ts';
import type { Actor, House } from '../house.ts';
import { refusalReasonsOf } from '../settings.ts';
import type { ContactDoc, Lead } from '../store/contacts.ts';
import { identitiesOf } from '../store/identities.ts';
import { saveLead } from '../store/leads.ts';
import type { TimelineDoc } from '../store/timeline.ts';
import { recordEntry } from '../timeline/record.ts';

/** The same purchase once more within this time is a repeated request; later it is another purchase. */
const AGAIN_MS = 60_000;

/**
 * Says what became of a lead, with what the status asks for, and writes it into the timeline. The same again changes
 * nothing. Rejects with `not_found`, and with `invalid` naming the field that is missing or has no place there.
 */
export async function changeLead(
  house: House,
  actor: Actor,
  contactId: string,
  wanted: SetLead,
): Promise<ContactView> {
  const facts = checkLead(wanted, wanted.status === 'refused' ? await refusalReasonsOf(house) : []);
  for (;;) {
    const { contact: before, row } = await contactFor(house, actor, contactId);
    const at = new Date(house.clock.now());
    const lead: Lead = { ...facts, at };
    if (actor.id !== null) lead.by = actor.id;
    if (before.lead.source !== undefined) lead.source = before.lead.source;
    const same = isSame(before.lead, lead);
    const contact = same ? before : await saveLead(house.store.contacts, before, lead);
    if (contact === null) continue;
    // Said again where nothing changed: the process may have died before it was written down.
    await recordEntry(house, entryOf(contact, same ? null : before.lead.status, actor), row);
    await announceContact(house, contact, row);
    return presentContact(contact, await identitiesOf(house.store.identities, contactId));
  }
}

type LeadFacts = Omit<Lead, 'at' | 'by' | 'source'>;

/** What each status asks for, and nothing else. */
const FIELDS: Readonly<Record<SetLead['status'], readonly (keyof SetLead)[]>> = {
  new: [],
  planned: ['plannedFor'],
  bought: ['amount', 'currency', 'profit'],
  refused: ['reason'],
  'not-client': [],
};
const REQUIRED: Readonly<Partial<Record<keyof SetLead, string>>> = {
  plannedFor: 'Say when to turn to them again.',
  amount: 'Say how much they paid.',
  currency: 'Say in which currency they paid, like RUB.',
  reason: 'Say why they refused.',
};

/** Throws `invalid` when something is missing, too much or not of the company's list. Pure. */
export function checkLead(wanted: SetLead, reasons: readonly string[]): LeadFacts {
  const { status } = wanted;
  const facts: LeadFacts = { status };
  if (wanted.comment) facts.comment = wanted.comment;
  if (status === 'not-client' && !wanted.comment) {
    throw new HouseError('invalid', 'Say in a comment why this is no client.', 'comment');
  }
  for (const field of ['plannedFor', 'amount', 'currency', 'profit', 'reason'] as const) {
    const value = wanted[field] ?? undefined;
    const belongs = FIELDS[status].includes(field);
    if (value !== undefined && !belongs) {
      throw new HouseError('invalid', `The status "${status}" has no ${field}: leave it out.`, field);
    }
    const missing = REQUIRED[field];
    if (belongs && (value === undefined || value === '') && missing !== undefined) {
      throw new HouseError('invalid', missing, field);
    }
  }
  if (wanted.plannedFor) facts.plannedFor = new Date(wanted.plannedFor);
  if (wanted.currency) facts.currency = wanted.currency;
  if (wanted.amount != null) facts.amount = toCents(wanted.amount);
  if (wanted.profit != null) facts.profit = toCents(wanted.profit);
  if (wanted.reason) facts.reason = wanted.reason;
  if (facts.reason !== undefined && !reasons.includes(facts.reason)) {
    throw new HouseError(
      'invalid',
      `"${facts.reason}" is none of the company's reasons: choose one.`,
      'reason',
    );
  }
  return facts;
}

const toCents = (amount: number): number => Math.round(amount * 100) / 100;

function isSame(known: Lead, wanted: Lead): boolean {
  const { at: before, by: _by, ...left } = known;
  const { at: now, by: _other, ...right } = wanted;
  if (!isDeepStrictEqual(left, right)) return false;
  return wanted.status !== 'bought' || now.getTime() - before.getTime() < AGAIN_MS;
}

function entryOf(contact: ContactDoc, from: Lead['status'] | null, actor: Actor): TimelineDoc {
  const { at, by, plannedFor, source: _, ...rest } = contact.lead;
  return {
    _id: `lead:${contact._id}:${at.getTime()}`,
    rev: 1,
    contactId: contact._id,
    kind: 'lead',
    at,
    by: actor.kind === 'system' ? null : actor.name,
    data: {
      ...rest,
      ...(from === null ? {} : { from }),
      ...(plannedFor === undefined ? {} : { plannedFor: plannedFor.toISOString() }),
      ...(by === undefined ? {} : { user: by }),
    },
  };
}
