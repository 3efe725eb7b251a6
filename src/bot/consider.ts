import type { House } from '../house.ts';
import { type BotStateDoc, botStateOf, saveBotState } from '../store/bot-states.ts';
import { type ContactDoc, contactById } from '../store/contacts.ts';
import { type ConversationDoc, conversationById } from '../store/conversations.ts';
import { type IdentityDoc, identitiesOf } from '../store/identities.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { messageById, messagesAfter, messagesBefore } from '../store/messages.ts';
import { decide } from './decide.ts';
import type { Glimpse } from './glance.ts';
import { isOpen, nextOpening } from './hours.ts';
import { incomingOf, isIncoming, isOperators, leftAlone } from './listen.ts';
import { perform } from './perform.ts';
import type { Speaker } from './speaker.ts';
import { freshState, type Scene } from './state.ts';

/** Messages read at once; whoever writes more in one breath is heard in several turns. */
const PAGE = 50;

/**
 * Brings the bot up to the newest message of a conversation. What is decided is written down together with how far
 * it has listened, in one update, and done afterwards: a crash in between is mended by doing it again. Where the
 * person turned out to be known, the talk goes on in the conversation they have.
 */
export async function consider(
  house: House,
  speaker: Speaker,
  conversationId: string,
  glimpse?: Glimpse,
): Promise<void> {
  for (let known = glimpse; ; known = undefined) {
    const { row, doc: before } = known ?? (await look(house, conversationId));
    if (row === null) return;
    const doc = await finish(house, speaker, row, before);
    if (row.mergedInto !== undefined) {
      await inherit(house, doc, row.mergedInto);
      return consider(house, speaker, row.mergedInto);
    }
    const messages = await unheard(house, row, doc);
    const last = messages.at(-1);
    if (last === undefined) return;
    const closed = doc?.closed === undefined ? {} : { closed: doc.closed };
    const decided = await turn(house, speaker, row, doc, messages);
    const next = { _id: row._id, ...closed, ...decided, seen: last.seq, heardId: last._id };
    const saved = await saveBotState(house.store.botStates, doc, next);
    if (saved === null) continue;
    // Who has said nothing has changed nothing: whatever comes next is told by its own event.
    if (saved.pending === null && messages.length < PAGE) return;
    await finish(house, speaker, row, saved, messages);
  }
}

async function look(
  { store }: House,
  id: string,
): Promise<{ row: ConversationDoc | null; doc: BotStateDoc | null }> {
  const [row, doc] = await Promise.all([
    conversationById(store.conversations, id),
    botStateOf(store.botStates, id),
  ]);
  return { row, doc };
}

/** Does what an earlier decision left to be done. Answers the state as it is then. */
async function finish(
  house: House,
  speaker: Speaker,
  row: ConversationDoc,
  doc: BotStateDoc | null,
  known: readonly MessageDoc[] = [],
): Promise<BotStateDoc | null> {
  if (doc === null || doc.pending === null) return doc;
  const { pending, state } = doc;
  const { messageId } = pending;
  const message =
    known.find(({ _id }) => _id === messageId) ?? (await messageById(house.store.messages, messageId));
  const body = state.flow === null ? null : await speaker.bodyOf(state.flow, state.version);
  const { actor, language } = speaker;
  if (message !== null) await perform(house, { row, message, pending, body, actor, language });
  const done = await saveBotState(house.store.botStates, doc, { ...doc, pending: null });
  // Somebody else has done the same meanwhile.
  return done ?? (await botStateOf(house.store.botStates, row._id));
}

/** What was not listened to yet; of a conversation that is older than the bot only the newest. */
async function unheard(house: House, row: ConversationDoc, doc: BotStateDoc | null): Promise<MessageDoc[]> {
  const { messages } = house.store;
  if (doc === null) return (await messagesBefore(messages, row._id, null, PAGE)).reverse();
  const [heard, ...after] = await messagesAfter(messages, row._id, doc.seen - 1, PAGE);
  if (heard === undefined || heard._id === doc.heardId) return after;
  const moved = await messageById(messages, doc.heardId);
  if (moved === null || moved.conversationId !== row._id) return [];
  return messagesAfter(messages, row._id, moved.seq, PAGE);
}

/** A talk that is under way goes on where the person's conversation is now, unless another one is under way there. */
async function inherit(house: House, doc: BotStateDoc | null, into: string): Promise<void> {
  if (doc === null || doc.state.phase !== 'running') return;
  const { botStates, messages } = house.store;
  const there = await botStateOf(botStates, into);
  const heard = await messageById(messages, doc.heardId);
  if (heard?.conversationId !== into || there?.state.phase === 'running') return;
  const closed = there?.closed === undefined ? {} : { closed: there.closed };
  const { state, heardId } = doc;
  await saveBotState(botStates, there, {
    _id: into,
    ...closed,
    state,
    seen: heard.seq,
    heardId,
    pending: null,
  });
  await saveBotState(botStates, doc, { ...doc, state: { ...state, phase: 'resting', step: null } });
}

/** What the bot makes of these messages: silent ones are only heard. */
async function turn(
  house: House,
  speaker: Speaker,
  row: ConversationDoc,
  doc: BotStateDoc | null,
  messages: readonly MessageDoc[],
): Promise<Pick<BotStateDoc, 'state' | 'pending'>> {
  const state = doc?.state ?? freshState();
  const unanswered = messages.slice(messages.findLastIndex(isOperators) + 1).filter(isIncoming);
  // A closed conversation waits for nobody.
  if (row.bot === 'silent' || row.status === 'closed' || unanswered.length === 0)
    return { state, pending: null };
  const now = house.clock.now();
  const [identities, contact] = await Promise.all([
    identitiesOf(house.store.identities, row.contactId),
    contactById(house.store.contacts, row.contactId),
  ]);
  const hearing = { identities, own: speaker.own, accounts: speaker.setting.accounts, now };
  const heard = unanswered.filter((message) => leftAlone(message, hearing) === null);
  const answered = heard.at(-1);
  if (answered === undefined || contact === null) return { state, pending: null };
  const scene = await sceneOf(speaker, state.flow, state.version, { contact, identities, now });
  if (scene === null) return { state, pending: null };
  const decided = decide(state, incomingOf(heard), scene);
  if (decided.acts.length === 0) return { state: decided.state, pending: null };
  const { _id: messageId, seq } = answered;
  return { state: decided.state, pending: { seq, messageId, acts: decided.acts, at: new Date(now) } };
}

/** A run goes on with the version it began with; whoever is new gets the published one. */
async function sceneOf(
  speaker: Speaker,
  flow: string | null,
  version: number,
  known: { contact: ContactDoc; identities: readonly IdentityDoc[]; now: number },
): Promise<Scene | null> {
  const own = flow === null ? null : await speaker.bodyOf(flow, version);
  const body = own ?? (await speaker.bodyOf(speaker.flow, speaker.version));
  if (body === null) return null;
  const { contact, identities, now } = known;
  const first = (kind: IdentityDoc['kind']) => identities.find((identity) => identity.kind === kind)?.value;
  const phone = first('phone');
  const email = first('email');
  return {
    body,
    flow: own === null ? speaker.flow : (flow ?? speaker.flow),
    version: own === null ? speaker.version : version,
    now,
    open: isOpen(speaker.hours, now),
    opens: (language) => nextOpening(speaker.hours, now, language),
    known: {
      ...(contact.named ? { name: contact.name } : {}),
      ...(phone === undefined ? {} : { phone }),
      ...(email === undefined ? {} : { email }),
    },
    isNew: contact.lead.status === 'new',
    ...(contact.language === undefined ? {} : { language: contact.language }),
    house: speaker.house,
  };
}
