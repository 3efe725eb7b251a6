import type { ContactView, MergeField, MergeView } from '../../../src/api/protocol.ts';
import { useInbox } from '../../app/context.tsx';
import { channelName } from '../../channels/icons.tsx';
import { fullDay } from '../../i18n/format.ts';
import { type Language, useWords } from '../../i18n/i18n.ts';
import { languageName } from '../../i18n/language-name.ts';
import { Avatar } from '../../ui/avatar.tsx';
import css from './contacts.module.css';
import dialog from './dialogs.module.css';

const fields: readonly MergeField[] = ['name', 'company', 'birthday', 'language', 'responsible'];
const lists = ['phones', 'emails', 'channels'] as const;

interface Props {
  into: ContactView;
  from: ContactView;
  conflicts: NonNullable<MergeView['conflicts']>;
  choices: Partial<Record<MergeField, string>>;
  onChoose(field: MergeField, contact: string): void;
}

/** Both people side by side; where they disagree, one value is chosen. */
export function MergeTable({ into, from, conflicts, choices, onChoose }: Props) {
  const { t, language } = useWords();
  const users = useInbox((state) => state.users);
  const show = (field: MergeField, contact: ContactView): string => {
    if (field === 'responsible') {
      const id = contact.responsible;
      return id === null ? '' : (users[id]?.name ?? t('common.unknown'));
    }
    return shown(field, contact[field], language);
  };
  return (
    <table className={dialog.sides}>
      <colgroup>
        <col />
        <col />
        <col />
      </colgroup>
      <thead>
        <tr>
          <td />
          {[into, from].map((contact) => (
            <th key={contact.id} scope="col">
              <span className={css.pair} style={{ gridTemplateColumns: 'auto 1fr', gap: 9 }}>
                <Avatar id={contact.id} name={contact.name} url={contact.avatarUrl} size={30} />
                <span className={css.who}>
                  <span>{contact.name || t('contact.unnamed')}</span>
                  <span className={css.sub}>{t(contact.id === into.id ? 'merge.keep' : 'merge.goes')}</span>
                </span>
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => {
          const conflict = conflicts.find((one) => one.field === field);
          const chosen = choices[field] ?? conflict?.chosen ?? into.id;
          const values = [show(field, into), show(field, from)];
          if (values.every((value) => value === '')) return null;
          return (
            <tr key={field}>
              <th scope="row">{t(`merge.${field}`)}</th>
              {[into, from].map((contact, index) => (
                <td key={contact.id}>
                  {conflict === undefined ? (
                    <div className={dialog.only}>{values[index] || t('merge.empty')}</div>
                  ) : (
                    <label className={dialog.choice}>
                      <input
                        type="radio"
                        name={field}
                        checked={chosen === contact.id}
                        onChange={() => onChoose(field, contact.id)}
                      />
                      {values[index] || t('merge.empty')}
                    </label>
                  )}
                </td>
              ))}
            </tr>
          );
        })}
        {lists.map((list) => {
          const values = [into, from].map((contact) => listed(list, contact));
          if (values.every((value) => value === '')) return null;
          return (
            <tr key={list}>
              <th scope="row">{t(`merge.${list}`)}</th>
              {[into, from].map((contact, index) => (
                <td key={contact.id}>
                  <div className={dialog.only}>{values[index]}</div>
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function shown(field: MergeField, value: string | null | undefined, language: Language): string {
  if (value === undefined || value === null || value === '') return '';
  if (field === 'birthday') return fullDay(value, language);
  return field === 'language' ? languageName(value, language) : value;
}

function listed(list: (typeof lists)[number], contact: ContactView): string {
  if (list !== 'channels') return contact[list].join(', ');
  return contact.identities
    .filter((identity) => identity.kind === 'channel')
    .map((identity) => `${channelName(identity.channel ?? '')} ${identity.label ?? ''}`.trim())
    .join(', ');
}
