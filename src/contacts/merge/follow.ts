import type { House } from '../../house.ts';
import { conversationsOfContacts } from '../../store/contacts.ts';
import { raw } from '../../store/raw.ts';
import type { PersonIds } from '../new-person.ts';
import { FOLLOWERS } from '../registered-followers.ts';

/** Entries that a merge by the house's own rules leaves where they are: a stranger who is somebody was no lead. */
const STRANGERS_OWN = ['lead'];

/** Makes the addresses of `from` lead to `into`; whoever writes from them from now on is the survivor. */
export async function moveAddresses(house: House, from: string, into: PersonIds): Promise<void> {
  const identities = raw(house.store.identities);
  const { contactId, conversationId } = into;
  const filter = { contactId: from };
  await identities.updateMany(
    { ...filter, home: { $exists: true } } as object,
    { $set: { contactId, conversationId } } as object,
  );
  await identities.updateMany(filter, { $set: { contactId, conversationId, home: from } } as object);
}

/** Gives addresses back to whose they were. */
export async function returnAddresses(
  house: House,
  from: string,
  to: PersonIds,
  homes: readonly string[],
): Promise<void> {
  const identities = raw(house.store.identities);
  await identities.updateMany(
    { contactId: from, home: { $in: [...homes] } } as object,
    { $set: { ...to } } as object,
  );
  await identities.updateMany(
    { contactId: to.contactId, home: to.contactId } as object,
    { $unset: { home: '' } } as object,
  );
}

/** Everything else of the contact goes along: timeline, drafts, what other rooms keep. */
export async function moveBelongings(
  house: House,
  from: PersonIds,
  into: PersonIds,
  cause: 'person' | 'link',
): Promise<void> {
  const timeline = raw(house.store.timeline);
  const kinds = cause === 'link' ? { kind: { $nin: STRANGERS_OWN } } : {};
  const filter = { contactId: from.contactId, ...kinds };
  const { contactId } = into;
  await timeline.updateMany(
    { ...filter, home: { $exists: true } } as object,
    { $set: { contactId }, $inc: { rev: 1 } } as object,
  );
  await timeline.updateMany(
    filter as object,
    { $set: { contactId, home: from.contactId }, $inc: { rev: 1 } } as object,
  );
  await moveDrafts(house, from.conversationId, into.conversationId);
  for (const follower of FOLLOWERS) await follower.follow(house, from.contactId, into);
}

/** Gives back what came with these homes. */
export async function returnBelongings(
  house: House,
  from: PersonIds,
  to: PersonIds,
  homes: readonly string[],
  addresses: readonly string[],
): Promise<void> {
  const timeline = raw(house.store.timeline);
  await timeline.updateMany(
    { contactId: from.contactId, home: { $in: [...homes] } } as object,
    { $set: { contactId: to.contactId }, $inc: { rev: 1 } } as object,
  );
  await timeline.updateMany(
    { contactId: to.contactId, home: to.contactId } as object,
    { $unset: { home: '' }, $inc: { rev: 1 } } as object,
  );
  const conversations = await conversationsOfContacts(house.store.contacts, homes);
  await returnDrafts(house, from.conversationId, to.conversationId, [...conversations.values()]);
  for (const follower of FOLLOWERS) await follower.goBack(house, from.contactId, to, homes, addresses);
}

/** A writer who has drafts in both keeps both: the one of the merged conversation waits for the undo. */
async function moveDrafts(house: House, from: string, into: string): Promise<void> {
  const drafts = raw(house.store.drafts);
  for (const draft of await drafts.find({ conversationId: from }).toArray()) {
    const moved = {
      ...draft,
      _id: `${into}:${draft.userId}`,
      conversationId: into,
      home: draft.home ?? from,
    };
    const there = await drafts.findOne({ _id: moved._id });
    if (there !== null && there.home !== moved.home) continue;
    if (there === null) await drafts.insertOne(moved as never);
    await drafts.deleteOne({ _id: draft._id });
  }
}

async function returnDrafts(house: House, from: string, to: string, homes: readonly string[]): Promise<void> {
  const drafts = raw(house.store.drafts);
  for (const draft of await drafts
    .find({ conversationId: from, home: { $in: [...homes] } } as object)
    .toArray()) {
    const { home, ...rest } = draft;
    const own = home === to || home === undefined ? rest : { ...rest, home };
    const _id = `${to}:${draft.userId}`;
    await drafts.replaceOne({ _id }, { ...own, _id, conversationId: to } as never, { upsert: true });
    await drafts.deleteOne({ _id: draft._id });
  }
}
