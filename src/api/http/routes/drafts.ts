import { z } from 'zod';
import { type DraftDoc, draftsIn, draftsOf, dropDraft, keepDraft } from '../../../store/drafts.ts';
import { listOf, whole } from '../lists.ts';
import { type Route, userRoute } from '../route.ts';
import { conversationInSight, requireUploads } from '../sight.ts';

const id = z.string().min(1).max(64);
const draft = z.strictObject({
  text: z.string().max(200_000),
  subject: z.string().max(500).optional(),
  attachments: z.array(id).max(100).default([]),
  quotes: id.optional(),
  note: z.boolean().default(false),
  account: id.optional(),
});
const draftView = draft.extend({ conversation: z.string(), user: z.string(), updatedAt: z.iso.datetime() });

function presentDraft(doc: Omit<DraftDoc, '_id'> & { _id?: string }): z.infer<typeof draftView> {
  const { _id, conversationId, userId, updatedAt, ...rest } = doc;
  return { ...rest, conversation: conversationId, user: userId, updatedAt: updatedAt.toISOString() };
}

/** Unsent text is kept here, so that it survives a closed browser and can be taken over by a colleague. */
export const draftRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/drafts',
    who: 'user',
    about: 'Own drafts of all conversations, newest first.',
    answer: listOf(draftView),
    handle: async ({ house }, { actor }) =>
      whole((await draftsOf(house.store.drafts, actor.id)).map(presentDraft)),
  }),
  userRoute({
    method: 'get',
    path: '/conversations/:id/drafts',
    who: 'user',
    about: "Everybody's drafts in a conversation.",
    object: 'conversation',
    answer: listOf(draftView),
    handle: async ({ house }, { actor, id }) => {
      await conversationInSight(house, actor, id);
      return whole((await draftsIn(house.store.drafts, id)).map(presentDraft));
    },
  }),
  userRoute({
    method: 'put',
    path: '/conversations/:id/draft',
    who: 'user',
    about: 'Keeps the own draft of a conversation.',
    object: 'conversation',
    body: draft,
    answer: draftView,
    handle: async ({ house }, { actor, id, body }) => {
      await conversationInSight(house, actor, id);
      await requireUploads(house, actor, id, body.attachments);
      const { subject, quotes, account, ...rest } = body;
      const doc: Omit<DraftDoc, '_id'> = {
        ...rest,
        conversationId: id,
        userId: actor.id,
        updatedAt: new Date(house.clock.now()),
        ...(subject === undefined ? {} : { subject }),
        ...(quotes === undefined ? {} : { quotes }),
        ...(account === undefined ? {} : { account }),
      };
      await keepDraft(house.store.drafts, doc);
      return presentDraft(doc);
    },
  }),
  userRoute({
    method: 'delete',
    path: '/conversations/:id/draft',
    who: 'user',
    about: 'Forgets the own draft of a conversation.',
    object: 'conversation',
    handle: async ({ house }, { actor, id }) => {
      await conversationInSight(house, actor, id);
      await dropDraft(house.store.drafts, id, actor.id);
    },
  }),
];
