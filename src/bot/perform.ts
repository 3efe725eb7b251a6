import { channelName } from '../../channels/ids.ts';
import type { BotLanguage, FlowBody } from '../api/protocol/flow.ts';
import { changeConversation } from '../conversations/change.ts';
import { sendMessage } from '../delivery/compose.ts';
import { HouseError } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import type { PendingActs } from '../store/bot-states.ts';
import { type ConversationDoc, conversationById } from '../store/conversations.ts';
import type { MessageDoc } from '../store/message-doc.ts';
import { botEntry } from '../timeline/entries.ts';
import { recordEntry } from '../timeline/record.ts';
import { render } from './render.ts';
import { saveAnswer, setFacts } from './save.ts';
import type { Act, Say } from './state.ts';
import { summaryOf } from './summary.ts';

/** What performing needs to know besides the acts. */
export interface Task {
  row: ConversationDoc;
  /** The message that is answered. */
  message: MessageDoc;
  pending: PendingActs;
  body: FlowBody | null;
  /** Who speaks. */
  actor: Actor;
  /** For notes to colleagues. */
  language: BotLanguage;
}

/**
 * Does what was decided: the words first, for somebody waits for them, the rest in its order. Every act has an id made of the conversation, the message and its place, so doing
 * all of it again after a crash repeats nothing. Whatever is refused for good is left out, the rest goes on.
 */
export async function perform(house: House, task: Task): Promise<void> {
  const acts = [...task.pending.acts.entries()];
  const spoken = acts.filter(([, act]) => act.kind === 'say');
  for (const [index, act] of [...spoken, ...acts.filter(([, act]) => act.kind !== 'say')]) {
    try {
      await performOne(house, task, act, `${task.row._id}.${task.pending.seq}.${index}`);
    } catch (error) {
      if (!(error instanceof HouseError) || error.code === 'unavailable') throw error;
      house.log.info(
        { conversation: task.row._id, act: act.kind, code: error.code },
        'the bot left out a step',
      );
    }
  }
}

async function performOne(house: House, task: Task, act: Act, id: string): Promise<void> {
  const { row, actor } = task;
  const entry = (facts: Pick<Parameters<typeof botEntry>[0], 'what' | 'detail' | 'value'>) => {
    const { contactId } = row;
    return recordEntry(
      house,
      botEntry({ id, contactId, at: task.pending.at, by: actor.name, ...facts }),
      row,
    );
  };
  switch (act.kind) {
    case 'say':
      return say(house, task, act, id);
    case 'save':
      await saveAnswer(house, task, act);
      return entry({ what: 'answered', detail: act.ask, value: act.value });
    case 'set':
      return setFacts(house, actor, row, act);
    case 'began':
      return entry({ what: 'began' });
    case 'faq':
      return entry({ what: 'faq', detail: act.entry });
    case 'stopped':
      await changeConversation(house, actor, row._id, { bot: 'silent' });
      return entry({ what: 'stopped', detail: act.why });
    case 'handover':
      if (act.note) await note(house, task, summaryOf(act.answers, task.body, task.language), id);
      await changeConversation(house, actor, row._id, { bot: 'silent', ...(await teamOf(house, act.to)) });
      return entry({ what: 'handed-over' });
  }
}

/** Speaks where the person wrote, unless somebody else does by now; an operator's word of the same moment wins. */
async function say(
  house: House,
  { row, message, pending, actor }: Task,
  act: Say,
  id: string,
): Promise<void> {
  let now = await conversationById(house.store.conversations, row._id);
  while (now?.mergedInto !== undefined)
    now = await conversationById(house.store.conversations, now.mergedInto);
  if (now === null || now.bot === 'silent') return;
  const capabilities = house.registry.get(channelName(message.channel ?? ''))?.codec.capabilities;
  if (capabilities === undefined || message.accountId === null) return;
  const { text, buttons } = render(act, capabilities);
  await sendMessage(house, actor, row._id, {
    clientId: `bot.${id}`,
    text,
    account: message.accountId,
    // Merging has numbered the messages anew; then the row alone says who speaks.
    ...(now._id === row._id && message.seq === pending.seq ? { seen: pending.seq } : {}),
    ...(buttons === undefined ? {} : { buttons }),
  });
}

async function note(house: House, { row, actor }: Task, text: string, id: string): Promise<void> {
  await sendMessage(house, actor, row._id, { clientId: `note.${id}`, text, note: true });
}

/** A team that is gone leaves the conversation to whoever distributes. */
async function teamOf(
  house: House,
  to: Extract<Act, { kind: 'handover' }>['to'],
): Promise<{ team?: string }> {
  if (to.kind !== 'team') return {};
  const there = await house.store.teams.exists({ _id: to.id });
  return there === null ? {} : { team: to.id };
}
