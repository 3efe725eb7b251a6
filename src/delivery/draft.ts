import type { SendMessage } from '../api/protocol.ts';
import type { MessageDraft } from '../conversations/append.ts';
import type { Actor, House } from '../house.ts';
import { newId } from '../ids.ts';
import { readSetting } from '../settings.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import { checkContent, checkReach } from './check.ts';
import { authorOf, contentOf } from './content.ts';
import { planFor } from './plan.ts';
import { chooseWay } from './route.ts';
import { invitationFor, senderAddress } from './sender.ts';
import { quotedFor, subjectFor, threadingFor } from './thread.ts';
import { MAX_ATTEMPTS } from './verdict.ts';

/** A person's answer, a bot's, the house's own mass mail. */
const PRIORITY: Readonly<Record<Actor['kind'], number>> = { user: 0, bot: 1, system: 2 };

/** An answer to the person as it is stored and sent; rejects, naming field and remedy, what cannot be sent so. */
export async function messageDraft(
  house: House,
  actor: Actor,
  row: ConversationDoc,
  request: SendMessage,
): Promise<MessageDraft> {
  const way = await chooseWay(house, row, request.account);
  const { capabilities } = way.channel.codec;
  const content = await contentOf(house, request);
  const now = house.clock.now();
  const leavesAt = request.sendAt === undefined ? now : Math.max(now, Date.parse(request.sendAt));
  checkReach(way.route, capabilities, leavesAt);
  checkContent(content, capabilities);
  const quoted = await quotedFor(house, row, way, request.quotes);
  const thread = await threadingFor(house, row, way);
  const from = senderAddress(way, request.from, thread?.to);
  const subject = subjectFor(request.subject, thread, capabilities);
  if (subject !== undefined) content.subject = subject;
  if (quoted?.reference) content.replyTo = quoted.reference;
  const message: MessageDraft & { _id: string } = {
    _id: newId(),
    conversationId: row._id,
    clientId: request.clientId,
    direction: 'out',
    kind: 'message',
    content,
    accountId: way.account._id,
    channel: way.account.channel,
    chat: way.route.chat,
    author: authorOf(actor),
    sentAt: new Date(now),
    receivedAt: new Date(now),
    reactions: [],
    outgoing: {
      sender: { name: actor.name, ...(from !== undefined && { address: from }) },
      ...quoted?.outgoing,
      ...thread?.outgoing,
      ...(await invitationFor(house, row, way, request.invitation)),
    },
  };
  if (actor.kind !== 'user') message.automatic = 'auto-reply';
  if (request.quotes !== undefined) message.replyToMessageId = request.quotes;
  const planned = planFor(message, way);
  if (planned.degradations.length > 0) message.degradations = planned.degradations;
  message.delivery = { ...planned.delivery, ...(await timesFor(house, actor, request, now)) };
  return message;
}

async function timesFor(house: House, actor: Actor, request: SendMessage, now: number) {
  const undoMs = actor.kind === 'user' ? (await readSetting(house, 'house')).undoSeconds * 1000 : 0;
  const sendAt = request.sendAt === undefined ? undefined : new Date(request.sendAt);
  const undoUntil = undoMs > 0 ? new Date(now + undoMs) : undefined;
  const due = Math.max(now + undoMs, sendAt?.getTime() ?? 0);
  return {
    state: 'queued' as const,
    attempts: 0,
    maxAttempts: MAX_ATTEMPTS,
    parts: [],
    at: new Date(now),
    priority: PRIORITY[actor.kind],
    nextTryAt: new Date(due),
    dueAt: new Date(due),
    ...(undoUntil && { undoUntil }),
    ...(sendAt && sendAt.getTime() > now && { sendAt }),
    ...(request.seen !== undefined && { seen: request.seen }),
  };
}
