import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ContactView } from '../../../src/api/protocol.ts';
import type { ChangeContact } from '../../api/shapes.ts';
import { useServices } from '../../app/context.tsx';
import { fullDay } from '../../i18n/format.ts';
import { LANGUAGES, languageNames, useWords } from '../../i18n/i18n.ts';
import { languageName } from '../../i18n/language-name.ts';
import { changeAloud, changePerson } from './change.ts';
import { InlineField } from './inline-field.tsx';
import { Labels } from './labels.tsx';
import css from './panel.module.css';
import { Responsible } from './responsible.tsx';

/** What is known of a person, each changed where it stands. */
export function Facts({ contact }: { contact: ContactView }) {
  const services = useServices();
  const onChange = (change: ChangeContact): Promise<void> => changePerson(services, contact, change);
  const { t, language } = useWords();
  const { company = '', birthday = '', fields } = contact;
  const languages = [...new Set([...LANGUAGES, ...(contact.language ? [contact.language] : [])])];
  return (
    <section className={css.section} aria-label={t('person.details')}>
      <h3>{t('person.details')}</h3>
      <div className={css.fact}>
        <span className={css.factLabel}>{t('contact.responsible')}</span>
        <Responsible
          current={contact.responsible}
          onPick={(responsible) => changeAloud(services, contact, { responsible })}
        />
      </div>
      <InlineField
        label={t('contact.company')}
        value={company}
        maxLength={200}
        onSave={(value) => onChange({ company: value })}
      />
      <InlineField
        label={t('contact.birthday')}
        type="date"
        value={birthday}
        shown={birthday === '' ? '' : fullDay(birthday, language)}
        onSave={(value) => onChange({ birthday: value === '' ? null : value })}
      />
      <InlineField
        label={t('person.language')}
        value={contact.language ?? ''}
        shown={contact.language ? languageName(contact.language, language) : ''}
        options={[
          { value: '', label: '—' },
          ...languages.map((code) => ({
            value: code,
            label: languageNames[code as keyof typeof languageNames] ?? languageName(code, language),
          })),
        ]}
        onSave={(value) => onChange({ language: value })}
      />
      {Object.entries(fields).map(([name, value]) => (
        <InlineField
          key={name}
          label={name}
          value={value}
          maxLength={1000}
          onSave={(next) => onChange({ fields: withField(fields, name, next) })}
        />
      ))}
      <AddField
        taken={Object.keys(fields)}
        onAdd={(name) => changeAloud(services, contact, { fields: { ...fields, [name]: '' } })}
      />
      <h3 className={css.tagsHead}>{t('person.tags')}</h3>
      <Labels
        labels={contact.labels}
        word={t('person.addTag')}
        onChange={(labels) => changeAloud(services, contact, { labels })}
      />
    </section>
  );
}

/** An emptied field goes. */
function withField(
  fields: Readonly<Record<string, string>>,
  name: string,
  value: string,
): Record<string, string> {
  const { [name]: _old, ...rest } = fields;
  return value === '' ? rest : { ...fields, [name]: value };
}

function AddField({ taken, onAdd }: { taken: readonly string[]; onAdd(name: string): void }) {
  const { t } = useWords();
  const [name, setName] = useState<string | null>(null);
  if (name === null) {
    return (
      <button type="button" className={css.add} onClick={() => setName('')}>
        <IconPlus size={14} />
        {t('person.addField')}
      </button>
    );
  }
  const keep = (): void => {
    const wanted = name.trim();
    setName(null);
    if (wanted !== '' && !taken.includes(wanted)) onAdd(wanted);
  };
  return (
    <input
      className={css.input}
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
      autoFocus
      maxLength={50}
      placeholder={t('person.fieldName')}
      aria-label={t('person.fieldName')}
      value={name}
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
        if (event.key === 'Escape') setName(null);
        event.stopPropagation();
      }}
    />
  );
}
