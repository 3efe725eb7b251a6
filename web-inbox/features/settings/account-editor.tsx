import { Button, Switch, TextInput } from '@mantine/core';
import { IconAlertCircle, IconArrowLeft, IconCircleCheck, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { AccountNote, AccountTest } from '../../../channels/contract.ts';
import type { AccountView } from '../../../src/api/protocol.ts';
import { ApiError } from '../../api/http.ts';
import type { ChannelView } from '../../api/shapes.ts';
import { useServices } from '../../app/context.tsx';
import { toast, toastError } from '../../app/toast.ts';
import { formWords } from '../../channels/form-words.ts';
import { ChannelIcon, channelName } from '../../channels/icons.tsx';
import { guessValues } from '../../channels/providers.ts';
import { type Key, type Translate, useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { AccountFields } from './account-fields.tsx';
import { missingFields, settingsOf, startValues, storedSecrets, type Values } from './account-form.ts';
import css from './page.module.css';

/** Adds or changes an account: channel, questions, live test, save. */
export function AccountEditor({ account, onDone }: { account: AccountView | null; onDone(): void }) {
  const { catalog } = useServices();
  const { t, language } = useWords();
  const channels = useStore(catalog, (state) => state.channels);
  const [chosen, setChosen] = useState(account?.channel ?? null);
  const channel = chosen === null ? undefined : channels[chosen];
  const back = account === null && chosen !== null ? () => setChosen(null) : onDone;
  return (
    <>
      <div className={css.title}>
        <Button variant="subtle" color="gray" px={6} leftSection={<IconArrowLeft size={17} />} onClick={back}>
          {t('common.back')}
        </Button>
      </div>
      {channel === undefined ? (
        <>
          <div className={css.title}>
            <h2>{t('accounts.choose')}</h2>
          </div>
          <div className={css.choices}>
            {Object.keys(channels).map((name) => (
              <button key={name} type="button" className={css.choice} onClick={() => setChosen(name)}>
                <span className={css.channelIcon}>
                  <ChannelIcon channel={name} size={22} />
                </span>
                <span className={css.main}>
                  <span className={css.name}>{channelName(name)}</span>
                  <span className={css.sub}>{formWords[language].about[name]}</span>
                </span>
              </button>
            ))}
          </div>
        </>
      ) : (
        <AccountForm key={channel.name} channel={channel} account={account} onDone={onDone} />
      )}
    </>
  );
}

interface FormProps {
  channel: ChannelView;
  account: AccountView | null;
  onDone(): void;
}

function AccountForm({ channel, account, onDone }: FormProps) {
  const { api } = useServices();
  const { t, language } = useWords();
  const stored = account?.settings ?? {};
  const kept = storedSecrets(channel.fields, stored);
  const [name, setName] = useState(account?.name ?? '');
  const [values, setValues] = useState<Values>(() => startValues(channel.fields, stored));
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [test, setTest] = useState<AccountTest | null>(null);
  const [busy, setBusy] = useState<'test' | 'save' | null>(null);
  const settings = settingsOf(channel.fields, values);

  const set = (field: string, value: string | number | boolean): void => {
    setTest(null);
    setErrors({});
    setValues((now) => {
      const guesses = typeof value === 'string' ? guessValues(field, value) : {};
      const open = Object.entries(guesses).filter(([key]) => (now[key] ?? '') === '');
      return { ...now, ...Object.fromEntries(open), [field]: value };
    });
  };
  const complain = (error: unknown): void => {
    if (error instanceof ApiError && error.code === 'invalid' && error.field !== undefined) {
      setErrors({ [error.field.replace(/^settings\./, '')]: error.message });
    } else toastError(error);
  };
  const complete = (): boolean => {
    const missing = missingFields(channel.fields, values, kept);
    setErrors(Object.fromEntries(missing.map((field) => [field, t('accounts.missing')])));
    return missing.length === 0;
  };
  const check = async (): Promise<AccountTest | null> => {
    if (!complete()) return null;
    setBusy('test');
    try {
      const result =
        account === null
          ? await api.testNewAccount(channel.name, settings)
          : await api.testAccount(account.id, settings);
      setTest(result);
      if (!result.ok && result.field !== undefined)
        setErrors({ [result.field.replace(/^settings\./, '')]: result.detail });
      if (result.ok && name === '') setName(result.name);
      return result;
    } catch (error) {
      complain(error);
      return null;
    } finally {
      setBusy(null);
    }
  };
  const save = async (): Promise<void> => {
    const result = test ?? (await check());
    if (result === null || !result.ok) return;
    setBusy('save');
    try {
      const title = name.trim() || result.name || channelName(channel.name);
      if (account === null) await api.createAccount({ channel: channel.name, name: title, settings });
      else await api.changeAccount(account.id, { name: title, settings });
      toast(t('accounts.connected', { name: title }));
      onDone();
    } catch (error) {
      complain(error);
    } finally {
      setBusy(null);
    }
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className={css.title}>
        <h2 className={css.heading}>
          <ChannelIcon channel={channel.name} size={22} /> {account?.name ?? channelName(channel.name)}
        </h2>
        {account !== null && <EnabledSwitch account={account} />}
      </div>
      <p className={css.hint}>{formWords[language].help[channel.name]}</p>
      <section className={css.group}>
        <div className={css.fields}>
          <TextInput
            label={t('accounts.nameLabel')}
            description={t('accounts.nameHint')}
            placeholder={test?.ok === true ? test.name : channelName(channel.name)}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        </div>
      </section>
      <AccountFields fields={channel.fields} values={values} kept={kept} errors={errors} set={set} />
      {test !== null && <TestResult test={test} />}
      <div className={css.buttons}>
        <Button type="submit" loading={busy === 'save'} disabled={busy === 'test'}>
          {t(account === null ? 'accounts.save' : 'common.save')}
        </Button>
        <Button
          variant="light"
          loading={busy === 'test'}
          disabled={busy === 'save'}
          onClick={() => void check()}
        >
          {t('accounts.test')}
        </Button>
        {account !== null && <RemoveButton account={account} onDone={onDone} />}
      </div>
    </form>
  );
}

function TestResult({ test }: { test: AccountTest }) {
  const { t } = useWords();
  if (test.ok) {
    return (
      <div className={css.result} role="status">
        <IconCircleCheck size={20} />
        <div>
          {t('accounts.works', { name: test.self || test.name })}
          {test.notes.length > 0 && (
            <ul>
              {test.notes.map((note) => (
                <li key={note.code}>{noteWords(note, t)}</li>
              ))}
            </ul>
          )}
        </div>
      </div>
    );
  }
  return (
    <div className={css.result} data-bad role="alert">
      <IconAlertCircle size={20} />
      <div>
        <strong>{t('accounts.failed')}.</strong>{' '}
        {t(test.error === 'unauthorised' ? 'accounts.refused' : (`reason.${test.error}` as Key))}
        <div>{test.hint === undefined ? test.detail : noteWords(test.hint, t)}</div>
      </div>
    </div>
  );
}

/** What a test found, in the reader's language. */
const noteWords = ({ code, ...facts }: AccountNote, t: Translate): string => t(`note.${code}`, facts);

function EnabledSwitch({ account }: { account: AccountView }) {
  const { api } = useServices();
  const { t } = useWords();
  const [enabled, setEnabled] = useState(account.enabled);
  const toggle = (next: boolean): void => {
    setEnabled(next);
    api.changeAccount(account.id, { enabled: next }).catch((error: unknown) => {
      setEnabled(!next);
      toastError(error);
    });
  };
  return (
    <Switch
      label={t('accounts.enabled')}
      checked={enabled}
      onChange={(event) => toggle(event.currentTarget.checked)}
    />
  );
}

function RemoveButton({ account, onDone }: { account: AccountView; onDone(): void }) {
  const { api } = useServices();
  const { t } = useWords();
  const [sure, setSure] = useState(false);
  if (!sure) {
    return (
      <Button
        variant="subtle"
        color="red"
        ml="auto"
        leftSection={<IconTrash size={16} />}
        onClick={() => setSure(true)}
      >
        {t('accounts.remove')}
      </Button>
    );
  }
  return (
    <div className={css.result} data-bad style={{ width: '100%', flexWrap: 'wrap' }} role="alert">
      <span style={{ flex: 1 }}>
        <strong>{t('accounts.removeSure', { name: account.name })}</strong> {t('accounts.removeHint')}
      </span>
      <Button variant="default" size="xs" onClick={() => setSure(false)}>
        {t('common.cancel')}
      </Button>
      <Button
        color="red"
        size="xs"
        onClick={() => void api.removeAccount(account.id).then(onDone, toastError)}
      >
        {t('common.delete')}
      </Button>
    </div>
  );
}
