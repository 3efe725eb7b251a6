import type { ContactView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { fullDay } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { changeAloud } from './change.ts';
import { Name } from './name.tsx';
import css from './panel.module.css';

/** Face and name, since when they are known and where they came from. */
export function Who({ contact }: { contact: ContactView }) {
  const services = useServices();
  const { t, language } = useWords();
  return (
    <div className={css.who}>
      <Avatar id={contact.id} name={contact.name} url={contact.avatarUrl} size={64} />
      <Name
        key={contact.id}
        name={contact.name}
        onChange={(name) => changeAloud(services, contact, { name })}
      />
      <p className={css.since}>{t('contact.since', { date: fullDay(contact.createdAt, language) })}</p>
      {contact.source !== undefined && (
        <p className={css.since}>
          {t('contact.source')}: {contact.source}
        </p>
      )}
    </div>
  );
}
