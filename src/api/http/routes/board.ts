import { boardFor } from '../../../routing/board.ts';
import { boardQuery, boardView } from '../../protocol.ts';
import { type Route, userRoute } from '../route.ts';

/** What managers look at. */
export const boardRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/board',
    who: 'manager',
    about: 'Who waits how long, what everybody holds, how fast answers were today, how the channels are.',
    query: boardQuery,
    answer: boardView,
    handle: async (doors, { query }) => boardFor(doors, query.zone),
  }),
];
