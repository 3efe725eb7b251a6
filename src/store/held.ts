import type { Model } from 'mongoose';
import type { ContactDoc } from './contacts.ts';
import type { ConversationDoc } from './conversations.ts';
import { raw } from './raw.ts';

/** Every conversation of a colleague, those that are closed only where asked for. */
export function heldBy(
  conversations: Model<ConversationDoc>,
  assignee: string,
  closed: boolean,
): Promise<ConversationDoc[]> {
  const status = { $in: closed ? ['open', 'snoozed', 'closed'] : ['open', 'snoozed'] };
  return raw(conversations)
    .find({ assignee, status } as object)
    .toArray() as Promise<ConversationDoc[]>;
}

/** Contacts for whom a colleague is responsible. */
export async function contactsOfResponsible(
  contacts: Model<ContactDoc>,
  responsible: string,
): Promise<{ id: string; conversation: string }[]> {
  const found = await raw(contacts)
    .find({ responsible: { $type: 'string', $eq: responsible } } as object, {
      projection: { conversationId: 1, mergedInto: 1 },
    })
    .toArray();
  return found
    .filter(({ mergedInto }) => mergedInto === undefined)
    .map(({ _id, conversationId }) => ({ id: _id, conversation: conversationId }));
}

/** Ids asked for at once: every document is compared with the whole list. */
const PAGE = 200;

/** The responsible colleague of each of these contacts, however many they are. */
export async function responsibleOf(
  contacts: Model<ContactDoc>,
  ids: readonly string[],
): Promise<Map<string, string | null>> {
  const all = new Map<string, string | null>();
  for (let at = 0; at < ids.length; at += PAGE) {
    const found = await raw(contacts)
      .find({ _id: { $in: ids.slice(at, at + PAGE) } }, { projection: { responsible: 1 } })
      .toArray();
    for (const { _id, responsible } of found) all.set(_id, responsible ?? null);
  }
  return all;
}

/**
 * Makes another colleague responsible where it is still the one expected. Answers the contacts whose responsible
 * colleague is the wanted one by now, so that asking again after a crash answers the same.
 */
export async function changeResponsible(
  contacts: Model<ContactDoc>,
  changes: readonly { contact: string; from: string | null; to: string | null }[],
): Promise<Map<string, ContactDoc>> {
  if (changes.length === 0) return new Map();
  await raw(contacts).bulkWrite(
    changes.map(({ contact, from, to }) => ({
      updateOne: {
        filter: { _id: contact, responsible: from },
        update: { $set: { responsible: to }, $inc: { rev: 1 } } as object,
      },
    })),
    { ordered: false },
  );
  const wanted = new Map(changes.map(({ contact, to }) => [contact, to]));
  const found = (await raw(contacts)
    .find({ _id: { $in: [...wanted.keys()] } })
    .toArray()) as ContactDoc[];
  const now = found.filter(({ _id, responsible }) => (responsible ?? null) === wanted.get(_id));
  return new Map(now.map((contact) => [contact._id, contact]));
}
