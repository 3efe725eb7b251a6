import { useState } from 'react';
import { useInbox, useServices } from '../../app/context.tsx';
import { toast, toastError } from '../../app/toast.ts';
import { translate } from '../../i18n/i18n.ts';

export interface SettingForm<T> {
  value: T;
  set(change: Partial<T>): void;
  save(): void;
  /** Something was changed and not saved. */
  dirty: boolean;
  busy: boolean;
}

/** A setting of the house as a form. While nobody writes in it, it follows what others save. */
export function useSetting<T extends object>(key: string, usual: T): SettingForm<T> {
  const { api } = useServices();
  const stored = useInbox((state) => state.settings[key]?.value) as Partial<T> | undefined;
  const [change, setChange] = useState<Partial<T>>({});
  const [busy, setBusy] = useState(false);
  const value: T = { ...usual, ...stored, ...change };
  const save = (): void => {
    setBusy(true);
    api
      .changeSetting(key, value)
      .then(() => {
        setChange({});
        toast(translate('settings.saved'));
      })
      .catch(toastError)
      .finally(() => setBusy(false));
  };
  return {
    value,
    save,
    busy,
    dirty: Object.keys(change).length > 0,
    set: (more) => setChange((known) => ({ ...known, ...more })),
  };
}
