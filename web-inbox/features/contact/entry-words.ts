import type { CallView, MessageView, TaskView, TimelineEntryView } from '../../../src/api/protocol.ts';
import { duration, fullTime } from '../../i18n/format.ts';
import type { Key, Language, Translate } from '../../i18n/i18n.ts';
import { reasonWords } from '../conversations/reason.ts';
import { leadFacts } from '../leads/status.ts';
import { systemWords } from '../thread/other-rows.tsx';
import { because } from './because.ts';
import { mergeWords } from './merge-words.ts';

export interface EntryWords {
  title: string;
  /** What belongs to it, each fact on its own. */
  facts: string[];
}

type NameOf = (id: unknown) => string | null;

const word = (value: unknown): string => (typeof value === 'string' ? value : '');
const filled = (...facts: unknown[]): string[] => facts.map(word).filter((fact) => fact !== '');

export const messageOf = (entry: TimelineEntryView): MessageView | undefined =>
  entry.kind === 'message' || entry.kind === 'note' ? (entry.message as MessageView | undefined) : undefined;

export const callOf = (entry: TimelineEntryView): CallView | undefined =>
  entry.kind === 'call' ? (entry.call as CallView | undefined) : undefined;

/** What an entry of the timeline says. Pure. */
export function entryWords(
  entry: TimelineEntryView,
  t: Translate,
  language: Language,
  nameOf: NameOf,
): EntryWords {
  const by = nameOf(entry.by) ?? t('system.house');
  switch (entry.kind) {
    case 'message':
    case 'note':
      return spoken(entry, t);
    case 'call':
      return callWords(entry, t, nameOf);
    case 'lead':
      return leadWords(entry, by, t, language);
    case 'task':
      return taskWords(entry, by, t, language);
    case 'merge':
      return { title: mergeWords(entry, by, t), facts: [] };
    case 'identity':
      return identityWords(entry, t);
    case 'bot': {
      const what = `history.bot.${word(entry.what)}`;
      const known = [
        'began',
        'answered',
        'faq',
        'handed-over',
        'stopped',
        'taken-over',
        'handed-back',
      ].includes(word(entry.what));
      return {
        title: known ? t(what as Key) : t('timeline.bot'),
        facts: filled(entry.value),
      };
    }
    case 'assignment':
    case 'status':
      return {
        title: systemWords(entry, t, language, nameOf),
        facts: filled(reasonWords(t, word(entry.reason)), entry.note),
      };
    default:
      return { title: t(`timeline.${entry.kind}`), facts: filled(entry.title, entry.detail, entry.value) };
  }
}

function spoken(entry: TimelineEntryView, t: Translate): EntryWords {
  const message = messageOf(entry);
  const out = message?.direction === 'out';
  const key = entry.kind === 'note' ? 'composer.note' : out ? 'timeline.answered' : 'timeline.wrote';
  const files = message?.attachments.length ?? 0;
  const facts = filled(message?.subject, message?.text);
  if (files > 0) facts.push(t('history.files', { count: files }));
  return { title: t(key), facts };
}

function callWords(entry: TimelineEntryView, t: Translate, nameOf: NameOf): EntryWords {
  const call = callOf(entry);
  if (call === undefined) return { title: t('timeline.call'), facts: [] };
  const inward = call.direction === 'in';
  const facts: string[] = [];
  if (call.duration !== undefined && call.duration > 0) {
    facts.push(t('history.talk', { time: duration(call.duration * 1000) }));
  }
  const operator = nameOf(call.operator);
  if (operator !== null) facts.push(operator);
  if (call.waiting) facts.push(t('history.waiting'));
  const handler = nameOf(call.handledBy);
  if (handler !== null) facts.push(t('history.handledBy', { name: handler }));
  if (call.recording === 'pending') facts.push(t('history.recordingPending'));
  if (call.recording === 'failed') facts.push(t('history.recordingFailed'));
  if (call.state === 'ringing') return { title: t('history.callRinging'), facts };
  if (call.state === 'missed') {
    return { title: t(inward ? 'history.callMissed' : 'history.callNoAnswer'), facts };
  }
  return { title: t(inward ? 'history.callIn' : 'history.callOut'), facts };
}

const leadStatuses: readonly string[] = ['new', 'planned', 'bought', 'refused', 'not-client'];

function leadWords(entry: TimelineEntryView, by: string, t: Translate, language: Language): EntryWords {
  const status = word(entry.status);
  if (entry.channel !== undefined || !leadStatuses.includes(status)) {
    return { title: t('timeline.firstContact'), facts: filled(entry.source) };
  }
  return {
    title: t('history.lead', { by, status: t(`lead.${status}` as Key) }),
    facts: leadFacts(entry as Parameters<typeof leadFacts>[0], t, language),
  };
}

const taskKeys: Readonly<Record<string, Key>> = {
  created: 'history.taskAdded',
  done: 'history.taskDone',
  reopened: 'history.taskReopened',
  removed: 'history.taskRemoved',
};

function taskWords(entry: TimelineEntryView, by: string, t: Translate, language: Language): EntryWords {
  const task = entry.task as TaskView | undefined;
  const facts = filled(task?.title);
  const change = word(entry.change);
  if (task !== undefined && change !== 'done' && change !== 'removed') {
    facts.push(t('task.due', { time: fullTime(task.dueAt, language) }));
  }
  return { title: t(taskKeys[change] ?? 'history.taskChanged', { by }), facts };
}

function identityWords(entry: TimelineEntryView, t: Translate): EntryWords {
  const value = word(entry.value);
  if (entry.change === 'removed') return { title: t('history.unlinked', { value }), facts: [] };
  if (entry.change === 'held-by-another') return { title: t('history.held', { value }), facts: [] };
  const kind = word(entry.evidence);
  const by = entry.by === null ? {} : { by: entry.by };
  return {
    title: t('history.linked', { value }),
    facts: kind === '' ? [] : [because({ kind, ...by }, t)],
  };
}
