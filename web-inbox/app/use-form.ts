import { useState } from 'react';
import { ApiError } from '../api/http.ts';
import { type Key, useWords } from '../i18n/i18n.ts';
import { sayError } from './errors.ts';

/** What is wrong, by field; an empty name is the whole form. */
export type Faults = Readonly<Record<string, string>>;

/**
 * Sends a form once at a time and keeps what is wrong with it, at the field where the server says so. `words` has the
 * sentences for error codes that mean something particular in this form.
 */
export function useForm(onDone: () => void, words: Readonly<Record<string, Key>> = {}) {
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<Faults>({});
  const send = (work: () => Promise<unknown>): void => {
    setBusy(true);
    setFaults({});
    work()
      .then(onDone)
      .catch((error: unknown) => {
        const { code = '', field = '' } = error instanceof ApiError ? error : {};
        const word = words[code];
        setFaults({ [field]: word === undefined ? sayError(t, error) : t(word) });
        setBusy(false);
      });
  };
  return { busy, faults, setFaults, send };
}
