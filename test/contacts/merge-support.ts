import type { Actor } from '../../src/house.ts';
import type { Store } from '../../src/store/connect.ts';
import type { ContactDoc } from '../../src/store/contacts.ts';
import type { ConversationDoc } from '../../src/store/conversations.ts';
import type { IdentityDoc } from '../../src/store/identities.ts';
import type { MessageDoc } from '../../src/store/message-doc.ts';
import type { TimelineDoc } from '../../src/store/timeline.ts';
import type { CoreHouse } from '../support/core-house.ts';

export const boss: Actor = { kind: 'user', id: 'boss', name: 'Boss', role: 'manager', teams: [] };

/** Where the person of this user id on the toy network is by now. */
export async function threadOf(
  core: CoreHouse,
  user: string,
): Promise<{ contactId: string; conversationId: string; texts: string[] }> {
  const identity = await core.house.store.identities
    .findOne({ kind: 'channel', value: user })
    .lean<IdentityDoc>();
  if (identity === null) throw new Error(`Nobody writes as ${user}.`);
  const { contactId, conversationId } = identity;
  const messages = await core.house.store.messages
    .find({ conversationId, kind: { $in: ['message', 'note'] } })
    .sort({ seq: 1 })
    .lean<MessageDoc[]>();
  return {
    contactId,
    conversationId,
    texts: messages.map(({ seq, content }) => `${seq} ${content.text.text}`),
  };
}

/** Everything an observer could tell apart, but for revisions, merges and what the timeline says of them. */
export async function wholeHouse(store: Store): Promise<unknown> {
  const without = <T extends { rev?: number }>({ rev: _rev, ...rest }: T) => rest;
  const byId = (one: { _id: string }, other: { _id: string }) => (one._id < other._id ? -1 : 1);
  const contacts = await store.contacts.find().lean<ContactDoc[]>();
  const conversations = await store.conversations.find().lean<ConversationDoc[]>();
  const messages = await store.messages.find().lean<MessageDoc[]>();
  const identities = await store.identities.find().lean<IdentityDoc[]>();
  const timeline = await store.timeline.find().lean<TimelineDoc[]>();
  const drafts = await store.drafts.find().lean();
  return {
    contacts: contacts.map(without).sort(byId),
    conversations: conversations.map(without).sort(byId),
    messages: messages.map(without).sort(byId),
    identities: identities.sort(byId),
    timeline: timeline
      .filter(({ kind }) => kind !== 'merge')
      .map(without)
      .sort(byId),
    drafts,
  };
}
