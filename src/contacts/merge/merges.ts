import { setTimeout as sleep } from 'node:timers/promises';
import type { ContactView, MergeContacts, MergeView } from '../../api/protocol.ts';
import { mayActOn } from '../../conversations/change.ts';
import { HouseError, notFound } from '../../errors.ts';
import { presentContact } from '../../events/present.ts';
import type { Actor, House } from '../../house.ts';
import { newId } from '../../ids.ts';
import { type ContactDoc, releaseContacts } from '../../store/contacts.ts';
import { type ConversationDoc, conversationById } from '../../store/conversations.ts';
import { draftsIn } from '../../store/drafts.ts';
import { identitiesOf } from '../../store/identities.ts';
import {
  changeMerge,
  deleteMerge,
  insertMerge,
  listMergeDocs,
  type MergeDoc,
  mergeById,
} from '../../store/merges.ts';
import { raw } from '../../store/raw.ts';
import { dismissPair } from '../../store/suggestions.ts';
import { FOLLOWERS } from '../registered-followers.ts';
import { claimAll } from './claim.ts';
import { survivorOf } from './family.ts';
import { type Choices, combinePeople, conflictsOf } from './people.ts';
import { carryOn, ended } from './work.ts';

/** Longest an answer is waited for; a longer merge goes on by itself. */
const WAIT_MS = 20_000;

interface Person {
  contact: ContactDoc;
  row: ConversationDoc;
}

/** A contact as it is by now with its row, if the actor may see it. */
export async function personFor(house: House, actor: Actor, id: string): Promise<Person> {
  const contact = await survivorOf(house, id);
  const row = contact && (await conversationById(house.store.conversations, contact.conversationId));
  if (contact === null || row === null || !mayActOn(actor, row)) throw notFound('contact');
  return { contact, row };
}

/**
 * Makes people one, or says what that would do. Rejects with `not_found` for whom the actor may not see, `invalid` for
 * a contact with itself, `conflict` while another merge has one of them.
 */
export async function mergeContacts(
  house: House,
  actor: Actor,
  intoId: string,
  request: MergeContacts,
): Promise<MergeView> {
  const into = await personFor(house, actor, intoId);
  const wanted = [...new Set(typeof request.from === 'string' ? [request.from] : request.from)];
  const from: Person[] = [];
  for (const id of wanted) {
    const person = await personFor(house, actor, id);
    if (person.contact._id === into.contact._id) {
      throw new HouseError('invalid', 'This is the same contact already; choose another one.', 'from');
    }
    if (!from.some(({ contact }) => contact._id === person.contact._id)) from.push(person);
  }
  const choices = await knownChoices(house, request.fields ?? {}, [into, ...from]);
  if (request.dryRun) return dryRun(house, into, from, choices);
  const merge = await beginMerge(house, actor, into, from, { cause: 'person', choices });
  return mergeView(house, actor, (await patiently(house, merge._id)) ?? merge);
}

/** Carries it on and answers how it ended, or how far it is when that takes too long to wait for. */
async function patiently(house: House, id: string): Promise<MergeDoc | null> {
  const work = carryOn(house, id);
  work.catch((error: unknown) =>
    house.log.error({ err: error, merge: id }, 'a merge stopped; it is carried on'),
  );
  const waited = sleep(WAIT_MS, null, { ref: false });
  const done = await Promise.race([work, waited]);
  return done ?? (await ended(house, id, WAIT_MS));
}

/** A choice may name a contact by an old id. */
async function knownChoices(
  house: House,
  fields: NonNullable<MergeContacts['fields']>,
  people: readonly Person[],
): Promise<Choices> {
  const choices: Choices = {};
  for (const [field, id] of Object.entries(fields) as [keyof Choices, string | undefined][]) {
    if (id === undefined) continue;
    const contact = await survivorOf(house, id);
    if (!people.some((person) => person.contact._id === contact?._id)) {
      throw new HouseError('invalid', 'Choose among the contacts that are merged.', `fields.${field}`);
    }
    choices[field] = contact?._id ?? id;
  }
  return choices;
}

/** Writes a merge down and claims everybody in it; from then on it is carried out whatever happens. */
export async function beginMerge(
  house: House,
  actor: Pick<Actor, 'kind' | 'id' | 'name'>,
  into: Person,
  from: readonly Person[],
  facts: Pick<MergeDoc, 'cause' | 'choices'> & Partial<Pick<MergeDoc, 'evidence' | 'addresses'>>,
): Promise<MergeDoc> {
  const latest = Math.max(...[into, ...from].map(({ row }) => row.lastActivityAt.getTime()));
  const merge: MergeDoc = {
    _id: newId(),
    rev: 1,
    into: into.contact._id,
    name: into.contact.name,
    from: from.map(({ contact: { _id: id, name, conversationId } }) => ({ id, name, conversationId })),
    // Later than everything that came before: what is later came since.
    at: new Date(Math.max(house.clock.now(), latest + 1)),
    by: { kind: actor.kind, id: actor.id, name: actor.name },
    ...facts,
    state: 'planned',
    step: 0,
    moved: await countMoved(house, from),
    undoneAt: null,
  };
  await insertMerge(house.store.merges, merge);
  await claimAll(house, merge._id, [merge.into, ...merge.from.map(({ id }) => id)], async () => {
    await deleteMerge(house.store.merges, merge._id);
  });
  for (const { contact } of [into, ...from]) {
    const now = await survivorOf(house, contact._id);
    if (now?._id === contact._id) continue;
    await releaseContacts(house.store.contacts, [merge.into, ...merge.from.map(({ id }) => id)], merge._id);
    await deleteMerge(house.store.merges, merge._id);
    throw new HouseError('conflict', 'One of these contacts was merged just now; look again.', 'from');
  }
  const begun = await changeMerge(house.store.merges, merge._id, { state: 'moving' }, { state: 'planned' });
  if (begun === null) throw new HouseError('conflict', 'The merge was taken back meanwhile; try again.');
  return begun;
}

/**
 * Takes a merge back, whatever has happened since; what came meanwhile goes to whom it belongs. Undoing twice is no
 * error. Rejects with `not_found` when the actor may not see the survivor.
 */
export async function undoMerge(house: House, actor: Actor, id: string): Promise<MergeDoc> {
  const merge = await mergeInSight(house, actor, id);
  if (merge.state === 'undone') return merge;
  if (merge.state === 'planned' || merge.state === 'moving') {
    throw new HouseError('conflict', 'This merge has not ended yet; try again in a moment.');
  }
  if (merge.state === 'done') {
    const by = actor.kind === 'system' ? null : actor.name;
    const undoing = { by } as NonNullable<MergeDoc['undoing']>;
    await changeMerge(house.store.merges, id, { state: 'undoing', step: 0, undoing }, { state: 'done' });
  }
  const done = await patiently(house, id);
  // Whoever takes back what the house did by itself says that it was wrong; no rule does it again.
  if (merge.cause === 'link' && actor.kind === 'user') {
    const at = new Date(house.clock.now());
    for (const loser of merge.from) {
      await dismissPair(house.store.suggestions, [merge.into, loser.id], actor.id, at);
    }
  }
  return done ?? merge;
}

/** Several, the newest first, so that none stands in the way of another. */
export async function undoMerges(house: House, actor: Actor, ids: readonly string[]): Promise<MergeDoc[]> {
  const merges: MergeDoc[] = [];
  for (const id of new Set(ids)) merges.push(await mergeInSight(house, actor, id));
  merges.sort((one, other) => other.at.getTime() - one.at.getTime());
  const undone: MergeDoc[] = [];
  for (const { _id } of merges) undone.push(await undoMerge(house, actor, _id));
  return undone;
}

/** A merge, if the actor may see everybody in it. Rejects with `not_found`. */
export async function mergeInSight(house: House, actor: Actor, id: string): Promise<MergeDoc> {
  const merge = await mergeById(house.store.merges, id);
  if (merge === null) throw notFound('merge');
  for (const contact of [merge.into, ...merge.from.map((one) => one.id)]) {
    await personFor(house, actor, contact).catch(() => {
      throw notFound('merge');
    });
  }
  return merge;
}

/** A page of the merges of people whom the actor may see, newest first. */
export async function listMerges(
  house: House,
  actor: Actor,
  query: { cursor?: string | undefined; limit: number; contact?: string | undefined },
): Promise<{ items: MergeView[]; next: string | null }> {
  const items: MergeView[] = [];
  let before = query.cursor === undefined ? null : parseCursor(query.cursor);
  for (;;) {
    const page = await listMergeDocs(house.store.merges, before, 100);
    for (const merge of page) {
      before = { at: merge.at, id: merge._id };
      const about = [merge.into, ...merge.from.map(({ id }) => id)];
      if (query.contact !== undefined && !about.includes(query.contact)) continue;
      const seen = await mergeInSight(house, actor, merge._id).catch(() => null);
      if (seen !== null) items.push(await mergeView(house, actor, seen));
      if (items.length === query.limit) return { items, next: `${before.at.getTime()}.${before.id}` };
    }
    if (page.length < 100) return { items, next: null };
  }
}

function parseCursor(text: string): { at: Date; id: string } {
  const match = /^(\d{1,15})\.([\w-]{1,64})$/.exec(text);
  if (match?.[1] && match[2]) return { at: new Date(Number(match[1])), id: match[2] };
  throw new HouseError('invalid', 'This is not a cursor of this list; begin again without it.', 'cursor');
}

/** A merge as its readers see it. */
export async function mergeView(house: House, actor: Actor, merge: MergeDoc): Promise<MergeView> {
  const contact = await visible(house, actor, merge.into);
  return {
    id: merge._id,
    into: merge.into,
    name: merge.name,
    from: merge.from.map(({ id, name }) => ({ id, name })),
    at: merge.at.toISOString(),
    by: merge.by.kind === 'system' ? null : merge.by.name,
    cause: merge.cause,
    ...(merge.evidence === undefined ? {} : { evidence: merge.evidence }),
    state: merge.state,
    undoneAt: merge.undoneAt?.toISOString() ?? null,
    contact,
    moved: { messages: 0, identities: 0, queued: 0, drafts: 0, ...merge.moved },
  };
}

/** Everybody of an undone merge whom the actor may see. */
export async function peopleOf(house: House, actor: Actor, merge: MergeDoc): Promise<ContactView[]> {
  const views: ContactView[] = [];
  for (const id of [merge.into, ...merge.from.map((one) => one.id)]) {
    const view = await visible(house, actor, id);
    if (view !== null && !views.some((known) => known.id === view.id)) views.push(view);
  }
  return views;
}

async function visible(house: House, actor: Actor, id: string): Promise<ContactView | null> {
  const person = await personFor(house, actor, id).catch(() => null);
  if (person === null) return null;
  return presentContact(person.contact, await identitiesOf(house.store.identities, person.contact._id));
}

async function dryRun(
  house: House,
  into: Person,
  from: readonly Person[],
  choices: Choices,
): Promise<MergeView> {
  const people = [into, ...from].map(({ contact }) => contact);
  const after = combinePeople(
    into.contact,
    from.map(({ contact }) => contact),
    choices,
  );
  const identities = await Promise.all(people.map(({ _id }) => identitiesOf(house.store.identities, _id)));
  return {
    id: null,
    into: into.contact._id,
    name: into.contact.name,
    from: from.map(({ contact }) => ({ id: contact._id, name: contact.name })),
    at: new Date(house.clock.now()).toISOString(),
    by: null,
    cause: 'person',
    state: 'planned',
    undoneAt: null,
    contact: presentContact(after, identities.flat()),
    moved: await countMoved(house, from),
    conflicts: conflictsOf(people, choices),
  };
}

async function countMoved(house: House, from: readonly Person[]): Promise<MergeView['moved']> {
  const moved: MergeView['moved'] = { messages: 0, identities: 0, queued: 0, drafts: 0 };
  for (const { contact, row } of from) {
    moved.messages += row.lastSeq;
    moved.identities += (await identitiesOf(house.store.identities, contact._id)).length;
    moved.drafts += (await draftsIn(house.store.drafts, row._id)).length;
    const queued = { conversationId: row._id, 'delivery.state': { $in: ['queued', 'sending'] } };
    moved.queued += await raw(house.store.messages).countDocuments(queued as object);
    for (const follower of FOLLOWERS) {
      const count = moved[follower.name] ?? 0;
      moved[follower.name] = count + (await follower.count(house, contact._id));
    }
  }
  return moved;
}
