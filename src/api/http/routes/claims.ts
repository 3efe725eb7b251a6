import { confirmOffer, offersOf, refuseOffer } from '../../../contacts/offers.ts';
import { claimView, contactView, foundAddress } from '../../protocol.ts';
import { listOf, whole } from '../lists.ts';
import { type Route, userRoute } from '../route.ts';

/** Addresses found in what a person wrote, too weak to be linked without a colleague's word. */
export const claimRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/contacts/:id/claims',
    who: 'user',
    about:
      'Addresses found for a person that are not linked, the surest first, with the message they stood in.',
    object: 'contact',
    answer: listOf(claimView),
    handle: async ({ house }, { actor, id }) => whole(await offersOf(house, actor, id)),
  }),
  userRoute({
    method: 'post',
    path: '/contacts/:id/claims/confirm',
    who: 'user',
    about: 'Links an address that was found; what came from there before attaches.',
    object: 'contact',
    body: foundAddress,
    answer: contactView,
    handle: async ({ house }, { actor, id, body }) => confirmOffer(house, actor, id, body),
  }),
  userRoute({
    method: 'post',
    path: '/contacts/:id/claims/dismiss',
    who: 'user',
    about: 'Not theirs: remembered for ever, no rule offers or links the address to this person again.',
    object: 'contact',
    body: foundAddress,
    status: 204,
    handle: async ({ house }, { actor, id, body }) => refuseOffer(house, actor, id, body),
  }),
];
