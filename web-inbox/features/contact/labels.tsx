import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useInbox } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { hueOf } from '../../ui/avatar.tsx';
import css from './panel.module.css';

/** Labels as chips; those already used elsewhere are offered while typing. */
export function Labels({
  labels,
  word,
  onChange,
}: {
  labels: readonly string[];
  /** How to add one; "new label" unless given. */
  word?: string;
  onChange(labels: string[]): void;
}) {
  const { t } = useWords();
  const [value, setValue] = useState<string | null>(null);
  const conversations = useInbox((state) => state.conversations);
  const known = value === null ? [] : [...new Set(Object.values(conversations).flatMap((row) => row.labels))];
  const keep = (): void => {
    const label = value?.trim() ?? '';
    if (label !== '' && !labels.includes(label)) onChange([...labels, label]);
    setValue(null);
  };
  return (
    <div className={css.labels}>
      {labels.map((label) => (
        <span key={label} className={css.label} style={{ '--hue': hueOf(label) } as React.CSSProperties}>
          {label}
          <button
            type="button"
            aria-label={t('contact.remove', { value: label })}
            onClick={() => onChange(labels.filter((one) => one !== label))}
          >
            <IconX size={12} />
          </button>
        </span>
      ))}
      {value === null ? (
        <button type="button" className={css.add} onClick={() => setValue('')}>
          <IconPlus size={14} />
          {word ?? t('act.newLabel')}
        </button>
      ) : (
        <>
          <input
            className={css.input}
            // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
            autoFocus
            list="known-labels"
            maxLength={50}
            placeholder={t('act.labelHint')}
            aria-label={word ?? t('act.newLabel')}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
            onBlur={keep}
            onKeyDown={(event) => {
              if (event.key === 'Enter') keep();
              if (event.key === 'Escape') setValue(null);
            }}
          />
          <datalist id="known-labels">
            {known.map((label) => (
              <option key={label} value={label} />
            ))}
          </datalist>
        </>
      )}
    </div>
  );
}
