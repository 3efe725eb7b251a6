import { Button, PasswordInput, SegmentedControl, Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ApiError } from '../../api/http.ts';
import { useMe, usePrefs, useServices } from '../../app/context.tsx';
import type { Prefs } from '../../app/prefs.ts';
import { toast, toastError } from '../../app/toast.ts';
import { LANGUAGES, type Language, languageNames, speak, useWords } from '../../i18n/i18n.ts';
import css from './page.module.css';

/** The person's own settings: appearance, writing, attention, password. */
export function ProfileSection() {
  const services = useServices();
  const { t, language } = useWords();
  const prefs = usePrefs();
  const me = useMe();
  const [name, setName] = useState(me.name);
  const set = (change: Partial<Prefs>): void => services.prefs.update((state) => ({ ...state, ...change }));
  const save = (change: Parameters<typeof services.api.changeMe>[0]): void => {
    services.api
      .changeMe(change)
      .then(() => toast(t('settings.saved')))
      .catch(toastError);
  };
  const choose = (next: Language): void => {
    set({ language: next });
    void speak(next);
    services.api.changeMe({ language: next }).catch(() => undefined);
  };
  return (
    <>
      <div className={css.title}>
        <h2>{t('settings.profile')}</h2>
      </div>
      <section className={css.group}>
        <div className={css.fields}>
          <TextInput
            label={t('common.name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onBlur={() => name.trim() !== '' && name !== me.name && save({ name: name.trim() })}
          />
          <TextInput label={t('common.email')} value={me.email} readOnly variant="filled" />
        </div>
      </section>
      <section className={css.group}>
        <h3>{t('settings.appearance')}</h3>
        <div className={css.fields}>
          <Select
            label={t('common.language')}
            data={LANGUAGES.map((one) => ({ value: one, label: languageNames[one] }))}
            value={language}
            allowDeselect={false}
            onChange={(value) => value !== null && choose(value as Language)}
          />
          <Choice
            label={t('settings.theme')}
            value={prefs.theme}
            options={[
              ['light', t('settings.themeLight')],
              ['dark', t('settings.themeDark')],
              ['auto', t('settings.themeAuto')],
            ]}
            onChange={(theme) => set({ theme })}
          />
        </div>
      </section>
      <section className={css.group}>
        <h3>{t('settings.writing')}</h3>
        <Choice
          label={t('settings.sendKey')}
          value={prefs.sendKey}
          options={[
            ['enter', t('settings.sendEnter')],
            ['ctrl-enter', t('settings.sendCtrlEnter')],
          ]}
          onChange={(sendKey) => set({ sendKey })}
        />
      </section>
      <Attention prefs={prefs} set={set} />
      <PasswordForm />
    </>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onChange(value: T): void;
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <div>
      <div style={{ marginBottom: 5, fontSize: 14, fontWeight: 500 }}>{label}</div>
      <SegmentedControl
        aria-label={label}
        value={value}
        data={options.map(([key, word]) => ({ value: key, label: word }))}
        onChange={(next) => onChange(next as T)}
      />
    </div>
  );
}

function Attention({ prefs, set }: { prefs: Prefs; set(change: Partial<Prefs>): void }) {
  const { t } = useWords();
  const blocked = 'Notification' in window && Notification.permission === 'denied';
  const notices = async (wanted: boolean): Promise<void> => {
    if (wanted && Notification.permission !== 'granted') await Notification.requestPermission();
    set({ notices: wanted && Notification.permission === 'granted' });
  };
  return (
    <section className={css.group}>
      <h3>{t('settings.attention')}</h3>
      <div className={css.fields}>
        <Switch
          label={t('settings.sound')}
          checked={prefs.sound}
          onChange={(event) => set({ sound: event.currentTarget.checked })}
        />
        <Switch
          label={t('settings.notices')}
          description={blocked ? t('settings.noticesBlocked') : undefined}
          disabled={blocked}
          checked={prefs.notices && !blocked}
          onChange={(event) => void notices(event.currentTarget.checked)}
        />
      </div>
    </section>
  );
}

function PasswordForm() {
  const { api } = useServices();
  const { t } = useWords();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [error, setError] = useState<{ field: 'current' | 'next'; words: string } | null>(null);
  const submit = (): void => {
    if (next.length < 10) {
      setError({ field: 'next', words: t('sign.passwordShort') });
      return;
    }
    setError(null);
    api
      .changeMe({ password: next, currentPassword: current })
      .then(() => {
        setCurrent('');
        setNext('');
        toast(t('settings.passwordChanged'));
      })
      .catch((problem: unknown) => {
        if (problem instanceof ApiError && problem.field === 'currentPassword') {
          setError({ field: 'current', words: t('settings.passwordWrong') });
        } else toastError(problem);
      });
  };
  return (
    <form
      className={css.group}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <h3>{t('settings.changePassword')}</h3>
      <div className={css.fields}>
        <PasswordInput
          label={t('settings.currentPassword')}
          autoComplete="current-password"
          value={current}
          error={error?.field === 'current' && error.words}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('settings.newPassword')}
          description={t('sign.passwordHint')}
          autoComplete="new-password"
          value={next}
          error={error?.field === 'next' && error.words}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
      </div>
      <div className={css.buttons}>
        <Button type="submit" variant="light" disabled={current === '' || next === ''}>
          {t('settings.changePassword')}
        </Button>
      </div>
    </form>
  );
}
