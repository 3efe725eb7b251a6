import { Skeleton } from '@mantine/core';
import type { ContactView } from '../../../src/api/protocol.ts';
import { useInbox } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Highlight } from '../../ui/highlight.tsx';
import { LeadChip } from '../leads/chip.tsx';
import css from './contacts.module.css';

interface Props {
  contact: ContactView;
  query: string;
  chosen: boolean;
  onOpen(id: string): void;
}

/** One person of the list; fixed height, so that the list can be virtual. */
export function ContactRow({ contact, query, chosen, onOpen }: Props) {
  const { t } = useWords();
  const responsible = useInbox((state) =>
    contact.responsible === null ? undefined : state.users[contact.responsible],
  );
  return (
    <button
      type="button"
      role="option"
      id={`person-${contact.id}`}
      aria-selected={chosen}
      tabIndex={-1}
      className={css.row}
      data-at={chosen || undefined}
      data-contact={contact.id}
      onClick={() => onOpen(contact.id)}
    >
      <Avatar id={contact.id} name={contact.name} url={contact.avatarUrl} />
      <span className={css.who}>
        <span>
          <Highlight text={contact.name || t('contact.unnamed')} query={query} />
        </span>
        <span className={css.sub}>
          <Highlight text={contact.company ?? ''} query={query} />
        </span>
      </span>
      <span className={css.reach}>
        {[...contact.phones, ...contact.emails].slice(0, 2).map((value) => (
          <span key={value}>
            <Highlight text={value} query={query} />
          </span>
        ))}
      </span>
      <span>{contact.lead.status !== 'none' && <LeadChip lead={contact.lead} />}</span>
      <span className={css.owner}>
        {responsible !== undefined && (
          <>
            <Avatar id={responsible.id} name={responsible.name} size={22} />
            {responsible.name}
          </>
        )}
      </span>
    </button>
  );
}

/** The list's shape while its first page is on the way. */
export function RowSkeletons() {
  return (
    <div aria-hidden="true">
      {[34, 26, 40, 30, 37, 24, 33, 38].map((width) => (
        <div key={width} className={css.skeleton}>
          <Skeleton circle height={38} />
          <div style={{ flex: 1 }}>
            <Skeleton height={10} width={`${width}%`} mb={8} />
            <Skeleton height={9} width={`${width / 2}%`} />
          </div>
        </div>
      ))}
    </div>
  );
}
