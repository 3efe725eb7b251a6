import { z } from 'zod';
import {
  addIdentity,
  changeContact,
  contactFor,
  createContact,
  removeIdentity,
  contactView as viewOf,
} from '../../../contacts/change.ts';
import { listConversations } from '../../../conversations/list.ts';
import { HouseError } from '../../../errors.ts';
import { userById } from '../../../store/users.ts';
import { listTimeline } from '../../../timeline/list.ts';
import type { Doors } from '../../doors.ts';
import {
  changeContact as changeSchema,
  contactView,
  TIMELINE_KINDS,
  timelineEntryView,
} from '../../protocol.ts';
import { listOf, pageQuery } from '../lists.ts';
import { type Route, userRoute } from '../route.ts';

const address = z.string().trim().min(3).max(254);
const create = z.strictObject({
  name: z.string().trim().min(1).max(200),
  phones: z.array(address).max(20).optional(),
  emails: z.array(address).max(20).optional(),
  company: z.string().max(200).optional(),
  language: z.string().max(10).optional(),
});

const kinds = z
  .string()
  .max(200)
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(TIMELINE_KINDS)));
const timelineQuery = z.strictObject({
  before: z.string().max(400).optional(),
  kinds: kinds.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** People: who they are, where they can be reached, what happened with them. */
export const contactRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/contacts',
    who: 'user',
    about: 'Contacts whose conversation the reader may see, the most recently active first.',
    query: pageQuery,
    answer: listOf(contactView),
    handle: async ({ house }, { actor, query }) => {
      const limit = Math.min(query.limit, 100);
      const page = await listConversations(house, actor, {
        view: 'all',
        status: 'any',
        limit,
        cursor: query.cursor,
      });
      const items = await Promise.all(page.items.map((row) => viewOf(house, actor, row.contact.id)));
      return { items, next: page.next };
    },
  }),
  userRoute({
    method: 'post',
    path: '/contacts',
    who: 'user',
    about: 'Adds a person by hand.',
    body: create,
    answer: contactView,
    status: 201,
    handle: async ({ house }, { actor, body }) => {
      const { company, language, ...rest } = body;
      const fields = company === undefined && language === undefined ? undefined : { company, language };
      return createContact(house, actor, { ...rest, fields });
    },
  }),
  userRoute({
    method: 'get',
    path: '/contacts/:id',
    who: 'user',
    about: 'One contact with its addresses.',
    object: 'contact',
    answer: contactView,
    handle: async ({ house }, { actor, id }) => viewOf(house, actor, id),
  }),
  userRoute({
    method: 'patch',
    path: '/contacts/:id',
    who: 'user',
    about: 'Changes what is known of a person.',
    object: 'contact',
    body: changeSchema,
    answer: contactView,
    handle: async (doors, { actor, id, body }) => {
      await contactFor(doors.house, actor, id);
      await requireResponsible(doors, body.responsible);
      return changeContact(doors.house, actor, id, body);
    },
  }),
  userRoute({
    method: 'get',
    path: '/contacts/:id/timeline',
    who: 'user',
    about: 'What happened with a contact, newest first; kinds are separated by commas.',
    object: 'contact',
    query: timelineQuery,
    answer: listOf(timelineEntryView),
    handle: async ({ house }, { actor, id, query }) => {
      await contactFor(house, actor, id);
      return listTimeline(house, id, query);
    },
  }),
  userRoute({
    method: 'post',
    path: '/contacts/:id/identities',
    who: 'user',
    about: 'Adds an email address or a telephone number.',
    object: 'contact',
    body: z.strictObject({ kind: z.enum(['email', 'phone']), value: address }),
    answer: contactView,
    status: 201,
    handle: async ({ house }, { actor, id, body }) => addIdentity(house, actor, id, body),
  }),
  userRoute({
    method: 'delete',
    path: '/contacts/:id/identities/:identity',
    who: 'user',
    about: 'Takes an email address or a telephone number away.',
    object: 'contact',
    answer: contactView,
    handle: async ({ house }, { actor, id, params }) =>
      removeIdentity(house, actor, id, params.identity ?? ''),
  }),
];

async function requireResponsible({ house }: Doors, id: string | null | undefined): Promise<void> {
  if (typeof id !== 'string' || (await userById(house.store.users, id)) !== null) return;
  throw new HouseError('invalid', 'There is no such colleague: choose one of the list.', 'responsible');
}
