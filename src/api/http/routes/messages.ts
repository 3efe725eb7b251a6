import { z } from 'zod';
import type { RichText } from '../../../../channels/richtext.ts';
import { sendMessage } from '../../../delivery/compose.ts';
import {
  cancelDelivery,
  confirmDelivery,
  giveUpDelivery,
  resendElsewhere,
  retryDelivery,
} from '../../../delivery/decisions.ts';
import { editMessage } from '../../../delivery/edit.ts';
import { removeMessage } from '../../../delivery/remove.ts';
import { rescheduleMessage } from '../../../delivery/reschedule.ts';
import { presentMessage } from '../../../events/present.ts';
import { reactToMessage } from '../../../gestures/react.ts';
import type { Actor, House } from '../../../house.ts';
import type { MessageDoc } from '../../../store/message-doc.ts';
import { messagesAfter, messagesBefore } from '../../../store/messages.ts';
import { messageView, sendMessage as sendSchema, spanView } from '../../protocol.ts';
import { listOf } from '../lists.ts';
import { type Route, userRoute } from '../route.ts';
import { conversationInSight, messageInSight, requireUploads } from '../sight.ts';

const seq = z.coerce
  .number()
  .int()
  .min(0)
  .max(2 ** 31);
const pageQuery = z.strictObject({
  before: seq.optional(),
  after: seq.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const nothing = z.strictObject({});

/** The messages of a conversation: reading, writing, and what a person decides about one that did not arrive. */
export const messageRoutes: Route[] = [
  userRoute({
    method: 'get',
    path: '/conversations/:id/messages',
    who: 'user',
    about: 'Messages, oldest first: the newest page, or the page before or after a seq.',
    object: 'conversation',
    query: pageQuery,
    answer: listOf(messageView),
    handle: async ({ house }, { actor, id, query }) => {
      const { after, limit } = query;
      const [page] = await Promise.all([
        after === undefined ? pageBefore(house, id, query) : pageAfter(house, id, after, limit),
        // Read beside it: of what somebody may not see, nothing is answered.
        conversationInSight(house, actor, id),
      ]);
      return page;
    },
  }),
  userRoute({
    method: 'post',
    path: '/conversations/:id/messages',
    who: 'user',
    about: 'Sends an answer, or keeps a note; the same clientId again is the same message.',
    object: 'conversation',
    body: sendSchema,
    answer: messageView,
    status: 201,
    handle: async ({ house }, { actor, id, body }) => {
      await conversationInSight(house, actor, id);
      await requireUploads(house, actor, id, body.attachments ?? []);
      return presentMessage(await sendMessage(house, actor, id, body));
    },
  }),
  userRoute({
    method: 'get',
    path: '/messages/:id',
    who: 'user',
    about: 'One message.',
    object: 'message',
    answer: messageView,
    handle: async ({ house }, { actor, id }) => presentMessage(await messageInSight(house, actor, id)),
  }),
  decision('retry', 'Tries a failed or uncertain message again.', retryDelivery),
  decision('cancel', 'Takes a message back that has not left yet.', cancelDelivery),
  decision('give-up', 'Stops trying: a waiting or uncertain message counts as failed.', giveUpDelivery),
  decision('confirm', 'Says that an uncertain message did arrive.', confirmDelivery),
  userRoute({
    method: 'patch',
    path: '/messages/:id',
    who: 'user',
    about:
      'Changes the words of an own message, where its channel allows that, or the time it is written for.',
    object: 'message',
    body: z
      .strictObject({
        text: z.string().min(1).max(200_000).optional(),
        spans: z.array(spanView).max(10_000).default([]),
        /** While it waits for its time; null lets it go now. */
        sendAt: z.iso.datetime({ offset: true }).nullable().optional(),
      })
      .refine(({ text, sendAt }) => text !== undefined || sendAt !== undefined, {
        message: 'Give a text, a sendAt, or both.',
        path: ['text'],
      }),
    answer: messageView,
    handle: async ({ house, runner }, { actor, id, body }) => {
      let message = await messageInSight(house, actor, id);
      const { text, spans, sendAt } = body;
      if (text !== undefined) {
        message = await editMessage(house, actor, runner.adapterOf, id, richText({ text, spans }));
      }
      if (sendAt !== undefined) message = await rescheduleMessage(house, actor, id, sendAt);
      return presentMessage(message);
    },
  }),
  userRoute({
    method: 'delete',
    path: '/messages/:id',
    who: 'user',
    about: 'Removes an own message for the person as well, where its channel allows that.',
    object: 'message',
    answer: messageView,
    handle: async ({ house, runner }, { actor, id }) => {
      await messageInSight(house, actor, id);
      return presentMessage(await removeMessage(house, actor, runner.adapterOf, id));
    },
  }),
  userRoute({
    method: 'post',
    path: '/messages/:id/reaction',
    who: 'user',
    about: 'Leaves a reaction under a message, or takes it back, where its channel has reactions.',
    object: 'message',
    body: z.strictObject({ emoji: z.string().min(1).max(20).nullable() }),
    answer: messageView,
    handle: async ({ house, runner }, { actor, id, body }) => {
      await messageInSight(house, actor, id);
      return presentMessage(await reactToMessage(house, runner.adapterOf, id, body.emoji));
    },
  }),
  userRoute({
    method: 'post',
    path: '/messages/:id/resend',
    who: 'user',
    about: 'Sends the same content again through another account, as a new message.',
    object: 'message',
    body: z.strictObject({ account: z.string().min(1).max(64) }),
    answer: messageView,
    status: 201,
    handle: async ({ house }, { actor, id, body }) => {
      await messageInSight(house, actor, id);
      return presentMessage(await resendElsewhere(house, actor, id, body.account));
    },
  }),
];

type Decide = (house: House, actor: Actor, messageId: string) => Promise<MessageDoc>;

function decision(name: string, about: string, decide: Decide): Route {
  return userRoute({
    method: 'post',
    path: `/messages/:id/${name}`,
    who: 'user',
    about,
    object: 'message',
    body: nothing,
    answer: messageView,
    handle: async ({ house }, { actor, id }) => {
      await messageInSight(house, actor, id);
      return presentMessage(await decide(house, actor, id));
    },
  });
}

function richText({ text, spans }: { text: string; spans: z.infer<typeof spanView>[] }): RichText {
  const kept = spans.map(({ url, language, ...span }) => ({
    ...span,
    ...(url === undefined ? {} : { url }),
    ...(language === undefined ? {} : { language }),
  }));
  return { text, spans: kept };
}

async function pageBefore(house: House, id: string, query: z.infer<typeof pageQuery>) {
  const { before, limit } = query;
  const found = await messagesBefore(house.store.messages, id, before ?? null, limit + 1);
  const page = found.slice(0, limit).reverse();
  const oldest = page[0];
  return {
    items: page.map(presentMessage),
    next: found.length > limit && oldest ? String(oldest.seq) : null,
  };
}

async function pageAfter(house: House, id: string, after: number, limit: number) {
  const found = await messagesAfter(house.store.messages, id, after, limit + 1);
  const page = found.slice(0, limit);
  const newest = page.at(-1);
  return {
    items: page.map(presentMessage),
    next: found.length > limit && newest ? String(newest.seq) : null,
  };
}
