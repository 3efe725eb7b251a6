import { IconUser } from '@tabler/icons-react';
import { memo } from 'react';
import type { ConversationView } from '../../../src/api/protocol.ts';
import { shortSpan, shortTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { Avatar, hueOf, initials } from '../../ui/avatar.tsx';
import { DeliveryMark } from '../../ui/delivery-mark.tsx';
import { Lease } from '../../ui/lease.tsx';
import { previewOf, urgencyOf } from './list-model.ts';
import css from './row.module.css';

export interface RowProps {
  row: ConversationView;
  now: number;
  open: boolean;
  chosen: boolean;
  choosing: boolean;
  typing: boolean;
  drafted: boolean;
  assignee: string | null;
  mine: boolean;
  me: string | undefined;
  onOpen(id: string, event: React.MouseEvent): void;
  onChoose(id: string, event: { shiftKey: boolean }): void;
}

/** One conversation of the list; fixed height, so that the list can be virtual. */
export const Row = memo(function Row(props: RowProps) {
  const { row, now, open, chosen } = props;
  const { t, language } = useWords();
  const name = row.contact.name || t('contact.unnamed');
  const last = row.lastMessage;
  const channel = last?.channel ?? row.routes[0]?.channel ?? null;
  return (
    <div
      className={css.row}
      data-open={open || undefined}
      data-chosen={chosen || undefined}
      data-unread={row.unread > 0 || undefined}
      data-choosing={props.choosing || undefined}
      data-conversation={row.id}
    >
      <input
        type="checkbox"
        className={css.check}
        tabIndex={props.choosing ? 0 : -1}
        aria-label={t('list.select', { name })}
        checked={chosen}
        onChange={() => undefined}
        onClick={(event) => props.onChoose(row.id, event)}
      />
      <button
        type="button"
        className={css.body}
        aria-current={open ? 'true' : undefined}
        onClick={(event) => props.onOpen(row.id, event)}
      >
        <Avatar id={row.contact.id} name={name} url={row.contact.avatarUrl} channel={channel} />
        <span className={css.text}>
          <span className={css.line}>
            <span className={css.name}>{name}</span>
            <time className={css.time} dateTime={row.lastActivityAt}>
              {shortTime(row.lastActivityAt, now, language)}
            </time>
          </span>
          <span className={css.line}>
            <Preview {...props} />
            <Marks {...props} />
          </span>
        </span>
      </button>
    </div>
  );
});

function Preview({ row, typing, drafted, me }: RowProps) {
  const { t } = useWords();
  if (typing) return <span className={css.typing}>{t('list.typing')}</span>;
  const last = row.lastMessage;
  return (
    <span className={css.preview} data-note={last?.kind === 'note' || undefined}>
      {drafted && <span className={css.draft}>{t('list.draft')} </span>}
      {last?.delivery !== undefined && last.direction === 'out' && (
        <span className={css.tick}>
          <DeliveryMark state={last.delivery} size={14} />
        </span>
      )}
      {previewOf(row, t, me)}
    </span>
  );
}

function Marks({ row, now, assignee, mine }: RowProps) {
  const { t, language } = useWords();
  const urgency = urgencyOf(row.waitingSince, now);
  const span = row.waitingSince && shortSpan(now - Date.parse(row.waitingSince), language);
  return (
    <span className={css.marks}>
      <Lease until={row.leaseUntil} compact />
      {urgency !== null && span !== null && (
        <span className={css.wait} data-urgency={urgency} title={t('list.waiting', { span })}>
          {span}
        </span>
      )}
      {!mine && assignee !== null && (
        <span
          className={css.assignee}
          title={assignee}
          style={{ '--hue': hueOf(assignee) } as React.CSSProperties}
        >
          {initials(assignee)}
        </span>
      )}
      {row.assignee !== null && assignee === null && <IconUser size={14} aria-hidden="true" />}
      {row.unread > 0 && (
        <span className={css.unread} title={t('list.unread', { count: row.unread })}>
          {row.unread > 99 ? '99+' : row.unread}
        </span>
      )}
    </span>
  );
}
