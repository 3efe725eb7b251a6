import { z } from 'zod';
import {
  listMerges,
  mergeContacts,
  mergeInSight,
  peopleOf,
  undoMerge,
  undoMerges,
  mergeView as viewOf,
} from '../../../contacts/merge/merges.ts';
import type { MergeDoc } from '../../../store/merges.ts';
import type { Doors } from '../../doors.ts';
import {
  mergeContacts as mergeSchema,
  mergeUndone,
  mergeView,
  undoMerges as undoSchema,
} from '../../protocol.ts';
import { listOf, pageQuery, whole } from '../lists.ts';
import { type AskedByUser, type Route, userRoute } from '../route.ts';

const nothing = z.strictObject({});

/** People who are one: merging them, and taking that back at any later time. */
export const mergeRoutes: Route[] = [
  userRoute({
    method: 'post',
    path: '/contacts/:id/merge',
    who: 'user',
    about: 'Merges other contacts into this one; with dryRun says what that would do.',
    object: 'contact',
    body: mergeSchema,
    answer: mergeView,
    handle: async ({ house }, { actor, id, body }) => mergeContacts(house, actor, id, body),
  }),
  userRoute({
    method: 'get',
    path: '/merges',
    who: 'user',
    about: 'Merges of people whom the reader may see, newest first; of one contact when it is named.',
    query: pageQuery.extend({ contact: z.string().max(64).optional() }),
    answer: listOf(mergeView),
    handle: async ({ house }, { actor, query }) => listMerges(house, actor, query),
  }),
  userRoute({
    method: 'post',
    path: '/merges/undo',
    who: 'user',
    about: 'Takes several merges back, the newest first.',
    body: undoSchema,
    answer: listOf(mergeUndone),
    handle: async (doors, { actor, body }) => {
      const undone = await undoMerges(doors.house, actor, body.ids);
      return whole(await Promise.all(undone.map((merge) => undoneView(doors, actor, merge))));
    },
  }),
  userRoute({
    method: 'get',
    path: '/merges/:id',
    who: 'user',
    about: 'One merge.',
    object: 'merge',
    answer: mergeView,
    handle: async ({ house }, { actor, id }) => viewOf(house, actor, await mergeInSight(house, actor, id)),
  }),
  userRoute({
    method: 'post',
    path: '/merges/:id/undo',
    who: 'user',
    about: 'Takes a merge back; what came meanwhile goes to whom it belongs.',
    object: 'merge',
    body: nothing,
    answer: mergeUndone,
    handle: async (doors, { actor, id }) => undoneView(doors, actor, await undoMerge(doors.house, actor, id)),
  }),
];

async function undoneView(
  { house }: Doors,
  actor: AskedByUser<unknown, unknown>['actor'],
  merge: MergeDoc,
): Promise<z.infer<typeof mergeUndone>> {
  const undoneAt = (merge.undoneAt ?? merge.undoing?.at ?? new Date(house.clock.now())).toISOString();
  return { id: merge._id, undoneAt, contacts: await peopleOf(house, actor, merge) };
}
