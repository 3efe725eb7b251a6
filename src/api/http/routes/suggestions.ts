import { z } from 'zod';
import {
  dismissSuggestion,
  listSuggestions,
  sayNotSame,
  suggestionsOf,
} from '../../../contacts/suggestions.ts';
import { notSame, suggestionView } from '../../protocol.ts';
import { listOf, pageQuery, whole } from '../lists.ts';
import { type Route, userRoute } from '../route.ts';

/** Contacts that may be one person. Accepting is merging; dismissing is for ever. */
export const suggestionRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/suggestions',
    who: 'user',
    about: 'Pairs of contacts that may be one person, newest first; only where the reader may see both.',
    query: pageQuery,
    answer: listOf(suggestionView),
    handle: async ({ house }, { actor, query }) => listSuggestions(house, actor, query),
  }),
  userRoute({
    method: 'get',
    path: '/contacts/:id/suggestions',
    who: 'user',
    about: 'Who else this contact may be, the surest first.',
    object: 'contact',
    answer: listOf(suggestionView),
    handle: async ({ house }, { actor, id }) => whole(await suggestionsOf(house, actor, id)),
  }),
  userRoute({
    method: 'post',
    path: '/suggestions/:id/dismiss',
    who: 'user',
    about: 'Not the same person: remembered for ever, no rule links the two again.',
    object: 'suggestion',
    body: z.strictObject({}),
    status: 204,
    handle: async ({ house }, { actor, id }) => dismissSuggestion(house, actor, id),
  }),
  userRoute({
    method: 'post',
    path: '/contacts/:id/not-same',
    who: 'user',
    about: 'Says that another contact is somebody else; what the house had merged by itself is taken back.',
    object: 'contact',
    body: notSame,
    status: 204,
    handle: async ({ house }, { actor, id, body }) => sayNotSame(house, actor, id, body.other),
  }),
];
