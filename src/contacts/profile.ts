import { isDeepStrictEqual } from 'node:util';
import { changeRow } from '../conversations/change-row.ts';
import { groupBy } from '../group.ts';
import type { House } from '../house.ts';
import { contactById, renameUnnamed } from '../store/contacts.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import { type IdentityDoc, type Profile, saveProfile } from '../store/identities.ts';
import { announceContact } from './announce.ts';
import type { Meeting } from './resolve.ts';

/** What of a meeting says who somebody is. */
type Introduced = Pick<Meeting, 'peer' | 'groupTitle'>;

/** What the network says of the person now; undefined when it says nothing. */
export function profileOf({ peer, groupTitle }: Introduced): Profile | undefined {
  if (groupTitle !== undefined) return { name: groupTitle };
  const profile: Profile = {};
  if (peer.name) profile.name = peer.name;
  if (peer.username) profile.username = peer.username;
  if (peer.language) profile.language = peer.language;
  if (peer.avatar) profile.avatar = { ...peer.avatar };
  if (peer.isBot) profile.isBot = true;
  return Object.keys(profile).length > 0 ? profile : undefined;
}

/** The best name a stranger can be shown under. */
export function displayName({ peer, groupTitle }: Introduced): string {
  const name = groupTitle ?? peer.name ?? peer.username ?? peer.emails?.[0] ?? peer.phones?.[0] ?? peer.id;
  return name.trim().slice(0, 200) || peer.id;
}

/**
 * Keeps what a network newly says of known people. The contact's name follows, unless a colleague has written one.
 * Changed rows are put into `rows`.
 */
export async function refreshProfiles(
  house: House,
  met: readonly { meeting: Introduced; identity: IdentityDoc }[],
  rows: Map<string, ConversationDoc>,
): Promise<void> {
  const latest = new Map<string, { meeting: Introduced; identity: IdentityDoc }>();
  for (const one of met) latest.set(one.identity.key, one);
  const people = groupBy([...latest.values()], ({ identity }) => identity.contactId);
  // Side by side, so that a store commits the changes of many people at once.
  await Promise.all([...people.values()].map((of) => refreshPerson(house, of, rows)));
}

async function refreshPerson(
  house: House,
  met: readonly { meeting: Introduced; identity: IdentityDoc }[],
  rows: Map<string, ConversationDoc>,
): Promise<void> {
  for (const { meeting, identity } of met) {
    const says = profileOf(meeting);
    if (says === undefined) continue;
    const profile = { ...identity.profile, ...says };
    if (isDeepStrictEqual(profile, identity.profile)) continue;
    const renamed = says.name !== undefined && says.name !== identity.profile?.name;
    if (renamed) await rename(house, identity, displayName(meeting), rows);
    // Last, because the difference is what brings us here again after a crash.
    await saveProfile(house.store.identities, identity._id, profile);
  }
}

async function rename(
  house: House,
  { contactId, conversationId }: IdentityDoc,
  name: string,
  rows: Map<string, ConversationDoc>,
): Promise<void> {
  const changed = await renameUnnamed(house.store.contacts, contactId, name);
  const contact = changed ?? (await contactById(house.store.contacts, contactId));
  if (contact === null || contact.named) return;
  const { after } = await changeRow(house, conversationId, (row) =>
    row.contactName === name ? null : { contactName: name },
  );
  rows.set(conversationId, after);
  await announceContact(house, contact, after);
}
