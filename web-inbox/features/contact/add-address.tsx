import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { ApiError } from '../../api/http.ts';
import { useServices } from '../../app/context.tsx';
import { sayError } from '../../app/errors.ts';
import { toastError } from '../../app/toast.ts';
import { useWords } from '../../i18n/i18n.ts';
import { askMerge } from '../contacts/merging.ts';
import css from './panel.module.css';

interface Props {
  kind: 'phone' | 'email';
  contact: string;
  /** Rejects with the server's error. */
  onAdd(value: string): Promise<void>;
}

/** Writes down one more address. When somebody else has it, the two can be compared at once. */
export function AddAddress({ kind, contact, onAdd }: Props) {
  const services = useServices();
  const { t } = useWords();
  const [value, setValue] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [taken, setTaken] = useState(false);
  if (value === null) {
    return (
      <button type="button" className={css.add} onClick={() => setValue('')}>
        <IconPlus size={14} />
        {t(kind === 'phone' ? 'contact.addPhone' : 'contact.addEmail')}
      </button>
    );
  }
  const close = (): void => {
    setValue(null);
    setFault(null);
  };
  const keep = (): void => {
    if (value.trim() === '') {
      close();
      return;
    }
    onAdd(value.trim())
      .then(close)
      .catch((error: unknown) => {
        setFault(faultWords(error));
        setTaken(error instanceof ApiError && error.code === 'conflict');
      });
  };
  const compare = (): void => {
    services.api
      .search(value.trim())
      .then(({ contacts }) => {
        const holder = contacts.find((one) => one.id !== contact);
        askMerge(services, contact, holder?.id ?? null);
      })
      .catch(toastError);
  };
  const faultWords = (error: unknown): string => {
    if (error instanceof ApiError && error.code === 'conflict') return t('contact.taken');
    if (error instanceof ApiError && error.code === 'invalid') return t('contact.bad');
    return sayError(t, error);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <input
        className={css.input}
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
        autoFocus
        type={kind === 'phone' ? 'tel' : 'email'}
        placeholder={kind === 'phone' ? t('contact.phoneHint') : t('contact.addEmail')}
        aria-label={t(kind === 'phone' ? 'contact.addPhone' : 'contact.addEmail')}
        aria-invalid={fault !== null}
        value={value}
        onChange={(event) => {
          setValue(event.currentTarget.value);
          setFault(null);
        }}
        onBlur={() => value.trim() === '' && close()}
        onKeyDown={(event) => event.key === 'Escape' && close()}
      />
      {fault !== null && (
        <p className={css.fault} role="alert">
          {fault}{' '}
          {taken && (
            <button type="button" className={css.where} onClick={compare}>
              {t('person.compare')}
            </button>
          )}
        </p>
      )}
    </form>
  );
}
