import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useWords } from '../../i18n/i18n.ts';
import css from './panel.module.css';

/** The name, changed in place: Enter keeps it, Escape forgets it. */
export function Name({ name, onChange }: { name: string; onChange(name: string): void }) {
  const { t } = useWords();
  const [value, setValue] = useState<string | null>(null);
  if (value === null) {
    return (
      <button type="button" className={css.name} title={t('contact.rename')} onClick={() => setValue(name)}>
        {name || t('contact.unnamed')}
        <IconPencil size={15} aria-hidden="true" />
      </button>
    );
  }
  const keep = (): void => {
    if (value.trim() !== '' && value.trim() !== name) onChange(value.trim());
    setValue(null);
  };
  return (
    <input
      className={css.nameInput}
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
      autoFocus
      value={value}
      maxLength={200}
      aria-label={t('common.name')}
      onChange={(event) => setValue(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
        if (event.key === 'Escape') setValue(null);
        event.stopPropagation();
      }}
    />
  );
}
