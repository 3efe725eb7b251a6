import type { z } from 'zod';
import type { DryRunView, dryRun as dryRunSchema, FlowBody } from '../api/protocol/bot.ts';
import { HouseError } from '../errors.ts';
import type { House } from '../house.ts';
import { readSetting } from '../settings.ts';
import { allAccounts } from '../store/accounts.ts';
import {
  conversationBounds,
  conversationsFrom,
  messagesBetween,
  statusesBetween,
} from '../store/bot-history.ts';
import { type ContactDoc, contactById } from '../store/contacts.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import { identitiesOf } from '../store/identities.ts';
import { messagesBefore } from '../store/messages.ts';
import { isOperators } from './listen.ts';
import { type Past, type Replayed, replay } from './replay.ts';
import { stage, timesOf } from './try.ts';

/** Conversations of one slice; the answer to a request stays below a second or two. */
const SLICE = 100;
const MOST_MESSAGES = 1000;
const LOOK_BACK = 30;
const MOST_EXAMPLES = 8;
const MOST_ASKED = 200;

/**
 * What the bot would have said in the conversations between two times: one slice and where the next begins. It reads
 * only; nothing is sent or stored.
 */
export async function dryRunSlice(
  house: House,
  body: FlowBody,
  wanted: z.output<typeof dryRunSchema>,
): Promise<DryRunView> {
  const [from, to] = [new Date(wanted.from), new Date(wanted.to)];
  if (from >= to)
    throw new HouseError('invalid', 'The end lies before the beginning; choose a later one.', 'to');
  const rows = await conversationsFrom(house.store.conversations, wanted.cursor ?? '', SLICE);
  const bounds = await conversationBounds(house.store.conversations);
  const common = await commonFacts(house, body);
  const view: DryRunView = {
    conversations: 0,
    messages: 0,
    answers: 0,
    toRobots: 0,
    handovers: 0,
    silent: {},
    examples: [],
    progress: 1,
    next: null,
  };
  for (const row of rows) {
    if (row.mergedInto !== undefined || row.lastActivityAt < from || row.createdAt > to) continue;
    const past = await pastOf(house, row, from, to, common);
    if (past === null) continue;
    const { language } = past.contact;
    const replayed = replay(past, (now) => ({
      ...common.scene,
      ...(language === undefined ? {} : { language }),
      ...timesOf(common.scene, now),
      now,
    }));
    add(view, row, replayed);
  }
  const last = rows.at(-1);
  if (last !== undefined && rows.length === SLICE) {
    view.next = last._id;
    view.progress = share(bounds, last._id);
  }
  return view;
}

async function commonFacts(house: House, body: FlowBody) {
  const [scene, setting, accounts] = await Promise.all([
    stage(house, body, undefined),
    readSetting(house, 'bot'),
    allAccounts(house.store.accounts),
  ]);
  const own = accounts.flatMap(({ self, aliases }) => [...(self === undefined ? [] : [self]), ...aliases]);
  return { scene, accounts: setting.accounts, own: new Set(own.map((address) => address.toLowerCase())) };
}

async function pastOf(
  house: House,
  row: ConversationDoc,
  from: Date,
  to: Date,
  { accounts, own }: Awaited<ReturnType<typeof commonFacts>>,
): Promise<Past | null> {
  const { store } = house;
  const messages = await messagesBetween(store.messages, row.contactId, from, to, MOST_MESSAGES);
  const [first] = messages;
  if (first === undefined) return null;
  const [earlier, statuses, identities, contact] = await Promise.all([
    first.seq > 1 ? messagesBefore(store.messages, row._id, first.seq, LOOK_BACK) : [],
    statusesBetween(store.timeline, row.contactId, new Date(0), to, MOST_MESSAGES),
    identitiesOf(store.identities, row.contactId),
    contactById(store.contacts, row.contactId),
  ]);
  const closedAt = statuses.flatMap(({ at, data }) => (data.to === 'closed' ? [at.getTime()] : []));
  const spoke = earlier.find(isOperators)?.receivedAt.getTime();
  const silent = spoke !== undefined && !closedAt.some((at) => at >= spoke && at <= from.getTime());
  const known: Pick<ContactDoc, 'language'> = contact ?? {};
  return {
    messages,
    closedAt: closedAt.filter((at) => at >= from.getTime()),
    silent,
    contact: known,
    identities,
    own,
    accounts,
  };
}

function add(view: DryRunView, row: ConversationDoc, replayed: Replayed): void {
  const { answers, robot } = replayed;
  view.conversations += 1;
  view.messages += replayed.heard;
  view.answers += answers.length;
  view.handovers += replayed.handovers;
  if (robot) view.toRobots += answers.length;
  for (const [why, count] of Object.entries(replayed.silent)) {
    view.silent[why] = (view.silent[why] ?? 0) + count;
  }
  const [first] = answers;
  if (first === undefined || view.examples.length >= MOST_EXAMPLES) return;
  view.examples.push({
    conversation: row._id,
    name: row.contactName,
    channel: first.message.channel ?? '',
    at: first.message.receivedAt.toISOString(),
    asked: first.message.content.text.text.slice(0, MOST_ASKED),
    answer: first.say.text,
    robot,
  });
}

/** How far an id lies between two others; ids begin with the time at which they were made. */
function share({ first, last }: { first: string; last: string }, id: string): number {
  const time = (of: string) => Number.parseInt(of.slice(0, 12), 16) || 0;
  const whole = time(last) - time(first);
  return whole <= 0 ? 1 : Math.min(1, Math.max(0, (time(id) - time(first)) / whole));
}
