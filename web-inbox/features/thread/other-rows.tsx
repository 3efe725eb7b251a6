import type { TimelineEntryView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { errorWords } from '../../app/errors.ts';
import { clock, dayName, fullTime } from '../../i18n/format.ts';
import { type Language, type Translate, useWords } from '../../i18n/i18n.ts';
import type { OutboxItem } from '../../outbox/outbox.ts';
import { useStore } from '../../store/use-store.ts';
import { DeliveryMark } from '../../ui/delivery-mark.tsx';
import { mergeWords } from '../contact/merge-words.ts';
import { reasonWords } from '../conversations/reason.ts';
import { Attachments } from './attachments.tsx';
import message from './message.module.css';
import { isLetter, messageFace } from './message-face.ts';
import css from './other-rows.module.css';
import { RichTextView } from './rich-text.tsx';

export function DayRow({ at, now }: { at: string; now: number }) {
  const { language } = useWords();
  return (
    <div className={css.day}>
      <span>{dayName(at, now, language)}</span>
    </div>
  );
}

export function UnreadRow() {
  const { t } = useWords();
  return (
    <div className={css.unread}>
      <span>{t('thread.unreadHere')}</span>
    </div>
  );
}

/** Assignment and status, as one quiet line between the messages. */
export function SystemRow({ entry }: { entry: TimelineEntryView }) {
  const { t, language } = useWords();
  const users = useInbox((state) => state.users);
  const teams = useStore(useServices().catalog, (state) => state.teams);
  const nameOf = (id: unknown): string | null => {
    if (typeof id !== 'string') return null;
    return users[id]?.name ?? teams.find((team) => team.id === id)?.name ?? id;
  };
  const reason = typeof entry.reason === 'string' ? entry.reason : '';
  return (
    <div className={css.system} title={fullTime(entry.at, language)}>
      {systemWords(entry, t, language, nameOf)} · {clock(entry.at, language)}
      {reason !== '' && <div>{t('system.reason', { reason: reasonWords(t, reason) })}</div>}
    </div>
  );
}

/** The sentence of a timeline entry that is not a message. Pure. */
export function systemWords(
  entry: TimelineEntryView,
  t: Translate,
  language: Language,
  nameOf: (id: unknown) => string | null,
): string {
  const by = nameOf(entry.by) ?? t('system.house');
  const self = entry.by === null;
  if (entry.kind === 'merge') return mergeWords(entry, by, t);
  if (entry.kind === 'status') {
    if (entry.to === 'closed') return t(self ? 'system.closedSelf' : 'system.closed', { by });
    if (entry.to === 'snoozed') {
      const time = typeof entry.until === 'string' ? fullTime(entry.until, language) : '';
      return t(self ? 'system.snoozedSelf' : 'system.snoozed', { by, time });
    }
    return t(self ? 'system.openedSelf' : 'system.opened', { by });
  }
  const target = (entry.to ?? {}) as { assignee?: unknown; team?: unknown };
  const to = nameOf(target.assignee);
  if (to !== null) return t(to === by ? 'system.took' : 'system.assigned', { by, to });
  const team = nameOf(target.team);
  return team === null ? t('system.unassigned', { by }) : t('system.team', { by, to: team });
}

/** A message that our server has not confirmed yet. */
export function PendingRow({ item, first }: { item: OutboxItem; first: boolean }) {
  const { t, language } = useWords();
  const { outbox, drafts } = useServices();
  const { request } = item;
  const side = request.note === true ? 'note' : 'out';
  const { subject, spans = [], text } = request;
  const face = messageFace({ subject, text, attachments: item.attachments });
  const letter = isLetter({ subject });
  const files = <Attachments items={item.attachments} conversation={item.conversation} />;
  const ends = face === 'words' || face === 'captioned';
  const foot = (
    <div className={message.foot}>
      <time>{clock(item.createdAt, language)}</time>
      <DeliveryMark state={item.state === 'refused' ? 'failed' : 'queued'} />
    </div>
  );
  const edit = (): void => {
    drafts.change(item.conversation, { text: request.text, note: request.note ?? false });
    void outbox.discard(item.clientId);
  };
  return (
    <div className={message.row} data-side={side} data-first={first || undefined}>
      <div className={message.column}>
        <div
          className={message.bubble}
          data-side={side}
          data-face={face}
          data-first={first || undefined}
          data-last
        >
          {subject !== undefined && <div className={message.subject}>{subject}</div>}
          {!letter && files}
          {text !== '' && <RichTextView text={text} spans={spans} tail={ends ? foot : undefined} />}
          {letter && files}
          {!ends && foot}
        </div>
        {item.state === 'refused' && (
          <div className={css.refused} role="alert">
            {errorWords(t, item.error ?? 'internal')}
            <div>
              <button
                type="button"
                onClick={() =>
                  void (item.error === 'answered_meanwhile'
                    ? outbox.insist(item.clientId)
                    : outbox.retry(item.clientId))
                }
              >
                {t(item.error === 'answered_meanwhile' ? 'delivery.sendAnyway' : 'delivery.retry')}
              </button>
              <button type="button" onClick={edit}>
                {t('delivery.edit')}
              </button>
              <button type="button" onClick={() => void outbox.discard(item.clientId)}>
                {t('delivery.discard')}
              </button>
            </div>
          </div>
        )}
      </div>
    </div>
  );
}
