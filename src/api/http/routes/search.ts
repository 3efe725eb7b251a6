import { z } from 'zod';
import { contactView as viewOf } from '../../../contacts/change.ts';
import { search } from '../../../search/search.ts';
import { contactView, messageView } from '../../protocol.ts';
import { type Route, userRoute } from '../route.ts';

/** Finding people and words. */
export const searchRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/search',
    who: 'user',
    about: 'People by name, address or number, and messages by their words.',
    query: z.strictObject({
      q: z.string().trim().min(2).max(200),
      limit: z.coerce.number().int().min(1).max(50).default(20),
    }),
    answer: z.object({
      contacts: z.array(contactView),
      messages: z.array(
        z.object({ message: messageView, contact: z.object({ id: z.string(), name: z.string() }) }),
      ),
    }),
    handle: async ({ house }, { actor, query }) => {
      const found = await search(house, actor, query.q, query.limit);
      const contacts = found.conversations.map((row) => viewOf(house, actor, row.contact.id));
      return {
        contacts: await Promise.all(contacts),
        messages: found.messages.map(({ message, conversation: { contact } }) => ({
          message,
          contact: { id: contact.id, name: contact.name },
        })),
      };
    },
  }),
];
