import { z } from 'zod';
import { bulkChange, changeConversation } from '../../../conversations/change.ts';
import { listConversations } from '../../../conversations/list.ts';
import { HouseError } from '../../../errors.ts';
import { presentConversation } from '../../../events/present.ts';
import { userById } from '../../../store/users.ts';
import type { Doors } from '../../doors.ts';
import {
  bulkConversations,
  changeConversation as changeSchema,
  conversationView,
  countsView,
  listConversations as listQuery,
} from '../../protocol.ts';
import { listOf } from '../lists.ts';
import { type Route, userRoute } from '../route.ts';
import { conversationInSight } from '../sight.ts';

/** Conversations: lists, one of them, and what people do to them. */
export const conversationRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/conversations',
    who: 'user',
    about: 'A page of conversations by last activity, newest first.',
    query: listQuery.strict(),
    answer: listOf(conversationView),
    handle: async ({ house }, { actor, query }) => listConversations(house, actor, query),
  }),
  userRoute({
    method: 'get',
    path: '/counts',
    who: 'user',
    about: 'Open conversations, counted for what the reader may see.',
    answer: countsView,
    handle: async ({ counts }, { actor }) => (await counts.of(actor)).counts,
  }),
  userRoute({
    method: 'get',
    path: '/conversations/:id',
    who: 'user',
    about: 'One conversation.',
    object: 'conversation',
    answer: conversationView,
    handle: async ({ house }, { actor, id }) =>
      presentConversation(await conversationInSight(house, actor, id)),
  }),
  userRoute({
    method: 'patch',
    path: '/conversations/:id',
    who: 'user',
    about: 'Assigns, opens, snoozes, closes, labels, or marks as read.',
    object: 'conversation',
    body: changeSchema,
    answer: conversationView,
    handle: async (doors, { actor, id, body }) => {
      await conversationInSight(doors.house, actor, id);
      await requireTargets(doors, body);
      return presentConversation(await changeConversation(doors.house, actor, id, body));
    },
  }),
  userRoute({
    method: 'post',
    path: '/conversations/bulk',
    who: 'user',
    about: 'The same change for many conversations; each stands for itself.',
    body: bulkConversations,
    answer: z.object({
      done: z.array(z.string()),
      refused: z.array(z.object({ id: z.string(), code: z.string(), message: z.string() })),
    }),
    handle: async (doors, { actor, body }) => {
      await requireTargets(doors, body.change);
      const { changed, failed } = await bulkChange(doors.house, actor, body.ids, body.change);
      return { done: changed.map((row) => row._id), refused: failed };
    },
  }),
];

/** Whoever shall answer must exist and still be able to sign in. */
async function requireTargets({ house }: Doors, change: z.infer<typeof changeSchema>): Promise<void> {
  if (typeof change.assignee === 'string') {
    const user = await userById(house.store.users, change.assignee);
    if (user === null || user.disabled) {
      throw new HouseError(
        'invalid',
        'Nobody of that id can answer: choose one of the colleagues.',
        'assignee',
      );
    }
  }
  if (typeof change.team === 'string' && (await house.store.teams.exists({ _id: change.team })) === null) {
    throw new HouseError('invalid', 'There is no such team: choose one of the list.', 'team');
  }
}
