import { countUndelivered, listUndelivered } from '../../../delivery/undelivered.ts';
import {
  undeliveredCountQuery,
  undeliveredCountView,
  undeliveredQuery,
  undeliveredView,
} from '../../protocol.ts';
import { listOf } from '../lists.ts';
import { type Route, userRoute } from '../route.ts';

/** What did not arrive: the first list of a manager's morning. */
export const undeliveredRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/undelivered',
    who: 'user',
    about: 'Messages that failed, whose outcome is unknown, or that wait beyond their time, newest first.',
    query: undeliveredQuery,
    answer: listOf(undeliveredView),
    handle: async ({ house }, { actor, query }) => listUndelivered(house, actor, query),
  }),
  userRoute({
    method: 'get',
    path: '/undelivered/count',
    who: 'user',
    about: 'How many there are of each kind.',
    query: undeliveredCountQuery,
    answer: undeliveredCountView,
    handle: async ({ house }, { actor, query }) => countUndelivered(house, actor, query.since),
  }),
];
