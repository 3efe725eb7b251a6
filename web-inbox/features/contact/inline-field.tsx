import { useId, useState } from 'react';
import { sayError } from '../../app/errors.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './panel.module.css';

interface Props {
  label: string;
  value: string;
  /** The value as it is read; the value itself unless given. */
  shown?: string;
  type?: 'text' | 'date';
  /** Values to choose from instead of writing. */
  options?: readonly { value: string; label: string }[];
  maxLength?: number;
  onSave(value: string): Promise<unknown>;
}

/**
 * A fact that is changed where it stands: Enter or leaving keeps it, Escape forgets it. `onSave` shows the new value
 * at once; when the server refuses it, the field opens again with the reason below it.
 */
export function InlineField({ label, value, shown, type = 'text', options, maxLength, onSave }: Props) {
  const { t } = useWords();
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const keep = (next: string): void => {
    setDraft(null);
    setFault(null);
    if (next.trim() === value) return;
    onSave(next.trim()).catch((error: unknown) => {
      setFault(sayError(t, error));
      setDraft(next);
    });
  };
  const words = shown ?? value;
  if (draft === null) {
    return (
      <div className={css.fact}>
        <span className={css.factLabel} id={id}>
          {label}
        </span>
        <button
          type="button"
          className={css.factValue}
          data-empty={words === '' || undefined}
          aria-describedby={id}
          onClick={() => setDraft(value)}
        >
          {words === '' ? t('person.add') : words}
        </button>
      </div>
    );
  }
  const shared = {
    id,
    className: css.input,
    // The person has just asked to write here.
    autoFocus: true,
    value: draft,
    'aria-invalid': fault !== null,
    'aria-describedby': fault === null ? undefined : `${id}-fault`,
  };
  return (
    <div className={css.fact} data-editing>
      <label className={css.factLabel} htmlFor={id}>
        {label}
      </label>
      {options === undefined ? (
        <input
          {...shared}
          type={type}
          maxLength={maxLength}
          onChange={(event) => setDraft(event.currentTarget.value)}
          onBlur={() => keep(draft)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') keep(draft);
            if (event.key === 'Escape') {
              setDraft(null);
              setFault(null);
            }
            event.stopPropagation();
          }}
        />
      ) : (
        <select
          {...shared}
          onChange={(event) => keep(event.currentTarget.value)}
          onBlur={() => setDraft(null)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
      {fault !== null && (
        <p className={css.fault} id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
