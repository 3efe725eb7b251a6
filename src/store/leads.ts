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

/** A planned lead is its responsible colleague's; where there is none, of whoever planned it. */
const overdueOf = (user: string, now: Date) => {
  const late = { 'lead.status': 'planned', 'lead.plannedFor': { $lte: now } };
  return [
    { ...late, responsible: user },
    { ...late, responsible: null, 'lead.by': user },
  ];
};

/** Planned leads of a colleague whose time has passed, the oldest first. */
export async function overdueLeads(
  contacts: Contacts,
  user: string,
  now: Date,
  limit: number,
): Promise<ContactDoc[]> {
  const pages = await Promise.all(
    overdueOf(user, now).map((filter) => {
      const found = raw(contacts).find(filter as object);
      return found.sort({ 'lead.plannedFor': 1 }).limit(limit).toArray() as Promise<ContactDoc[]>;
    }),
  );
  const due = ({ lead }: ContactDoc) => lead.plannedFor?.getTime() ?? 0;
  return pages
    .flat()
    .sort((one, other) => due(one) - due(other))
    .slice(0, limit);
}

export async function countOverdueLeads(contacts: Contacts, user: string, now: Date): Promise<number> {
  const counts = await Promise.all(
    overdueOf(user, now).map((filter) => raw(contacts).countDocuments(filter as object)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** When the next planned lead of anybody falls due after `now`; null when none is planned. */
export async function nextLeadDue(contacts: Contacts, now: Date): Promise<Date | null> {
  const [next] = (await raw(contacts)
    .find({ 'lead.status': 'planned', 'lead.plannedFor': { $gt: now } } as object)
    .sort({ 'lead.plannedFor': 1 })
    .limit(1)
    .toArray()) as ContactDoc[];
  return next?.lead.plannedFor ?? null;
}
