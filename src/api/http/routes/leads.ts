import { changeLead } from '../../../crm/leads.ts';
import { contactView, setLead } from '../../protocol.ts';
import { type Route, userRoute } from '../route.ts';

/** What becomes of people who wrote. */
export const leadRoutes: Route[] = [
  userRoute({
    method: 'put',
    path: '/contacts/:id/lead',
    who: 'user',
    about:
      'Says what became of a lead: new, planned for a time, bought for an amount, refused for a reason, not a client.',
    object: 'contact',
    body: setLead,
    answer: contactView,
    handle: async ({ house }, { actor, id, body }) => changeLead(house, actor, id, body),
  }),
];
