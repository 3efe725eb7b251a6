import { z } from 'zod';
import { HouseError, notFound } from '../../../errors.ts';
import type { Actor } from '../../../house.ts';
import { newId } from '../../../ids.ts';
import {
  type CannedReplyDoc,
  cannedRepliesFor,
  changeCannedReplyDoc,
  dropCannedReply,
} from '../../../store/canned-replies.ts';
import type { Doors } from '../../doors.ts';
import { listOf, whole } from '../lists.ts';
import { type Route, userRoute } from '../route.ts';

const shortcut = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[\p{L}\p{N}_-]+$/u, 'letters, digits, hyphens and underscores only');
const title = z.string().trim().min(1).max(100);
const text = z.string().min(1).max(20_000);

const create = z.strictObject({ shortcut, title, text, shared: z.boolean().default(false) });
const change = z.strictObject({
  shortcut: shortcut.optional(),
  title: title.optional(),
  text: text.optional(),
  shared: z.boolean().optional(),
});

const cannedReplyView = z.object({
  id: z.string(),
  rev: z.int(),
  shortcut: z.string(),
  title: z.string(),
  text: z.string(),
  shared: z.boolean(),
  owner: z.string(),
});

function presentCannedReply(doc: CannedReplyDoc): z.infer<typeof cannedReplyView> {
  const { _id, ownerId, ...rest } = doc;
  return { id: _id, owner: ownerId, ...rest };
}

/** Ready answers: everybody keeps his own, managers keep the shared ones. */
export const cannedReplyRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/canned-replies',
    who: 'user',
    about: 'Ready answers: the shared ones and the own.',
    answer: listOf(cannedReplyView),
    handle: async ({ house }, { actor }) =>
      whole((await cannedRepliesFor(house.store.cannedReplies, actor.id)).map(presentCannedReply)),
  }),
  userRoute({
    method: 'post',
    path: '/canned-replies',
    who: 'user',
    about: 'Adds a ready answer; only managers add shared ones.',
    body: create,
    answer: cannedReplyView,
    status: 201,
    handle: async ({ house }, { actor, body }) => {
      if (body.shared) requireManager(actor);
      const doc = { _id: newId(house.clock.now()), rev: 1, ownerId: actor.id, ...body };
      await house.store.cannedReplies.insertMany([doc]);
      return presentCannedReply(doc);
    },
  }),
  userRoute({
    method: 'patch',
    path: '/canned-replies/:id',
    who: 'user',
    about: 'Changes an own ready answer, or as a manager a shared one.',
    object: 'canned-reply',
    body: change,
    answer: cannedReplyView,
    handle: async (doors, { actor, id, body }) => {
      await changeable(doors, actor, id);
      if (body.shared === true) requireManager(actor);
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      const doc = await changeCannedReplyDoc(doors.house.store.cannedReplies, id, given);
      if (doc === null) throw notFound('canned reply');
      return presentCannedReply(doc);
    },
  }),
  userRoute({
    method: 'delete',
    path: '/canned-replies/:id',
    who: 'user',
    about: 'Removes an own ready answer, or as a manager a shared one.',
    object: 'canned-reply',
    handle: async (doors, { actor, id }) => {
      await changeable(doors, actor, id);
      await dropCannedReply(doors.house.store.cannedReplies, id);
    },
  }),
];

async function changeable({ house }: Doors, actor: Actor, id: string): Promise<void> {
  const doc = await house.store.cannedReplies.findById(id).lean<CannedReplyDoc>();
  if (doc === null || (!doc.shared && doc.ownerId !== actor.id)) throw notFound('canned reply');
  if (doc.shared) requireManager(actor);
}

function requireManager(actor: Actor): void {
  if (actor.role !== 'operator') return;
  throw new HouseError('forbidden', 'Only managers change what everybody uses.', 'shared');
}
