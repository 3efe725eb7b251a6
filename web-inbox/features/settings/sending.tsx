import { ActionIcon, Button, NumberInput, Radio, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useInbox } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import css from './page.module.css';
import { SaveBar } from './save-bar.tsx';
import { type SettingForm, useSetting } from './use-setting.ts';

interface Delivery {
  fallback: 'suggest' | 'automatic';
}

interface Alarms {
  enabled: boolean;
  accounts: { account: string; chat: string }[];
  emails: string[];
  afterMinutes: number;
}

/** What happens when an answer does not arrive, and who is told when a connection is in trouble. */
export function SendingSection() {
  const { t } = useWords();
  const delivery = useSetting<Delivery>('delivery', { fallback: 'suggest' });
  const alarms = useSetting<Alarms>('alarms', { enabled: true, accounts: [], emails: [], afterMinutes: 5 });
  return (
    <>
      <div className={css.title}>
        <h2>{t('sending.title')}</h2>
      </div>
      <section className={css.group}>
        <Radio.Group
          label={t('sending.fallback')}
          value={delivery.value.fallback}
          onChange={(fallback) => delivery.set({ fallback: fallback as Delivery['fallback'] })}
        >
          <div className={css.fields} style={{ marginTop: 8 }}>
            <Radio value="suggest" label={t('sending.suggest')} />
            <Radio
              value="automatic"
              label={t('sending.automatic')}
              description={t('sending.automaticHint')}
            />
          </div>
        </Radio.Group>
        <SaveBar form={delivery} />
      </section>
      <AlarmsForm form={alarms} />
    </>
  );
}

const isEmail = (text: string): boolean => /^\S+@\S+\.\S+$/.test(text);

function AlarmsForm({ form }: { form: SettingForm<Alarms> }) {
  const { t } = useWords();
  const { value, set } = form;
  const [lines, setLines] = useState<string | null>(null);
  const emails = (lines ?? value.emails.join('\n')).split(/[\n,;]+/).map((one) => one.trim());
  const bad = emails.find((one) => one !== '' && !isEmail(one));
  const chatMissing = value.accounts.some((one) => one.account === '' || one.chat.trim() === '');
  const write = (text: string): void => {
    setLines(text);
    set({
      emails: text
        .split(/[\n,;]+/)
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    });
  };
  return (
    <section className={css.group}>
      <h3>{t('sending.alarms')}</h3>
      <p className={css.sub}>{t('sending.alarmsHint')}</p>
      <div className={css.fields} style={{ marginTop: 14 }}>
        <Switch
          label={t('sending.enabled')}
          checked={value.enabled}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
        <Textarea
          label={t('sending.emails')}
          description={t('sending.emailsHint')}
          rows={2}
          disabled={!value.enabled}
          error={bad !== undefined && t('sending.emailBad', { value: bad })}
          value={lines ?? value.emails.join('\n')}
          onChange={(event) => write(event.currentTarget.value)}
        />
        <Chats form={form} />
        <NumberInput
          label={t('sending.after')}
          description={t('sending.afterHint')}
          min={0}
          max={1440}
          clampBehavior="strict"
          disabled={!value.enabled}
          value={value.afterMinutes}
          onChange={(afterMinutes) => typeof afterMinutes === 'number' && set({ afterMinutes })}
        />
      </div>
      <SaveBar form={form} blocked={bad !== undefined || chatMissing} />
    </section>
  );
}

function Chats({ form: { value, set } }: { form: SettingForm<Alarms> }) {
  const { t } = useWords();
  const accounts = useInbox((state) => state.accounts);
  const list = value.accounts;
  const put = (index: number, change: Partial<Alarms['accounts'][number]>): void =>
    set({ accounts: list.map((one, at) => (at === index ? { ...one, ...change } : one)) });
  return (
    <fieldset style={{ margin: 0, padding: 0, border: 0 }} disabled={!value.enabled}>
      <legend style={{ fontWeight: 500 }}>{t('sending.chats')}</legend>
      <p className={css.sub}>{t('sending.chatsHint')}</p>
      {list.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has nothing else to be known by while it is written
        <div key={index} className={css.buttons} style={{ marginTop: 8 }}>
          <Select
            aria-label={t('sending.account')}
            placeholder={t('sending.account')}
            style={{ flex: 1 }}
            data={Object.values(accounts).map((account) => ({ value: account.id, label: account.name }))}
            value={one.account === '' ? null : one.account}
            onChange={(account) => put(index, { account: account ?? '' })}
          />
          <TextInput
            aria-label={t('sending.chat')}
            placeholder={t('sending.chat')}
            value={one.chat}
            onChange={(event) => put(index, { chat: event.currentTarget.value })}
          />
          <ActionIcon
            aria-label={t('sending.removeChat')}
            onClick={() => set({ accounts: list.filter((_, at) => at !== index) })}
          >
            <IconTrash size={17} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-sm"
        variant="subtle"
        mt="xs"
        leftSection={<IconPlus size={15} />}
        onClick={() => set({ accounts: [...list, { account: '', chat: '' }] })}
      >
        {t('sending.addChat')}
      </Button>
    </fieldset>
  );
}
