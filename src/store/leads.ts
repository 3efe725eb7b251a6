import type { Model } from 'mongoose';
import type { ContactDoc, Lead } from './contacts.ts';
import { raw } from './raw.ts';

type Contacts = Model<ContactDoc>;

/** Writes how far a contact is if it is still as it was read; null when somebody was faster. */
export function saveLead(contacts: Contacts, before: ContactDoc, lead: Lead): Promise<ContactDoc | null> {
  return raw(contacts).findOneAndUpdate(
    { _id: before._id, rev: before.rev },
    { $set: { lead }, $inc: { rev: 1 } } as object,
    { returnDocument: 'after' },
  ) as Promise<ContactDoc | null>;
}

/** Planned leads of the whole house whose time has passed, the oldest first. */
export function overdueLeads(contacts: Contacts, now: Date, limit: number): Promise<ContactDoc[]> {
  const found = raw(contacts).find({ 'lead.status': 'planned', 'lead.plannedFor': { $lte: now } } as object);
  return found.sort({ 'lead.plannedFor': 1 }).limit(limit).toArray() as Promise<ContactDoc[]>;
}
