import { notFound } from '../../../errors.ts';
import { createReassignment } from '../../../routing/reassign/create.ts';
import { undoReassignment } from '../../../routing/reassign/undo.ts';
import { presentReassignment } from '../../../routing/reassign/view.ts';
import { reassignmentById, reassignmentsBefore } from '../../../store/reassignments.ts';
import { createReassignment as createSchema, reassignmentView } from '../../protocol.ts';
import { listOf, pageQuery } from '../lists.ts';
import { type Route, userRoute } from '../route.ts';

/** Work that is handed over: one conversation, a selection, everything of a colleague. */
export const reassignmentRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/reassignments',
    who: 'manager',
    about: 'What was handed over, newest first.',
    query: pageQuery,
    answer: listOf(reassignmentView),
    handle: async ({ house }, { query }) => {
      const { cursor = null, limit } = query;
      const docs = await reassignmentsBefore(house.store.reassignments, cursor, limit + 1);
      const page = docs.slice(0, limit);
      const items = await Promise.all(page.map((doc) => presentReassignment(house, doc)));
      return { items, next: docs.length > limit ? (page.at(-1)?._id ?? null) : null };
    },
  }),
  userRoute({
    method: 'post',
    path: '/reassignments',
    who: 'manager',
    about: 'Hands conversations over; with `dryRun` only says who would get how many.',
    body: createSchema,
    answer: reassignmentView,
    status: 201,
    handle: async ({ house }, { actor, body }) => createReassignment(house, actor, body),
  }),
  userRoute({
    method: 'get',
    path: '/reassignments/:id',
    who: 'manager',
    about: 'One of them, with how far it has come.',
    answer: reassignmentView,
    handle: async ({ house }, { id }) => {
      const doc = await reassignmentById(house.store.reassignments, id);
      if (doc === null) throw notFound('reassignment');
      return presentReassignment(house, doc);
    },
  }),
  userRoute({
    method: 'post',
    path: '/reassignments/:id/undo',
    who: 'manager',
    about: 'Gives back whatever nobody has changed since.',
    answer: reassignmentView,
    handle: async ({ house }, { actor, id }) => undoReassignment(house, actor, id),
  }),
];
