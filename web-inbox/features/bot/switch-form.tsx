import { Button, Select, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { BotSetting, FlowView } from '../../../src/api/protocol/bot.ts';
import { useInbox } from '../../app/context.tsx';
import { ownZone } from '../../app/office.ts';
import { toast, toastError } from '../../app/toast.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useBotApi } from './api.ts';
import css from './bot.module.css';
import { HolidaysField, HoursField } from './hours-field.tsx';

const usual: BotSetting = {
  enabled: false,
  flow: null,
  name: '',
  hours: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }],
  holidays: [],
};

/** Whether the bot speaks, by which flow, and when people work. */
export function SwitchForm({ flows }: { flows: readonly FlowView[] }) {
  const api = useBotApi();
  const { t } = useWords();
  const stored = useInbox((state) => state.settings.bot?.value) as Partial<BotSetting> | undefined;
  const [change, setChange] = useState<Partial<BotSetting>>({});
  const [busy, setBusy] = useState(false);
  const value: BotSetting = { ...usual, zone: ownZone(), ...stored, ...change };
  const published = flows.filter((flow) => flow.published !== null);
  const chosen = published.find((flow) => flow.id === value.flow);
  const set = (more: Partial<BotSetting>): void => setChange((known) => ({ ...known, ...more }));
  const save = (more: Partial<BotSetting> = {}): void => {
    setBusy(true);
    api
      .saveSetting({ ...value, ...more })
      .then(() => {
        setChange({});
        toast(t('settings.saved'));
      })
      .catch(toastError)
      .finally(() => setBusy(false));
  };
  const turn = (enabled: boolean): void => {
    const flow = chosen?.id ?? published[0]?.id ?? null;
    if (enabled && flow === null) toast(t('bot.needsFlow'), 'bad');
    else save({ enabled, flow });
  };
  return (
    <section className={css.group} aria-label={t('bot.switch')}>
      <div className={css.switch} data-on={value.enabled || undefined}>
        <Switch
          size="md"
          label={t(value.enabled ? 'bot.on' : 'bot.off')}
          description={t(published.length === 0 ? 'bot.needsFlow' : 'bot.onHint')}
          checked={value.enabled}
          disabled={busy || (published.length === 0 && !value.enabled)}
          onChange={(event) => turn(event.currentTarget.checked)}
        />
      </div>
      <div className={css.fields}>
        <div className={css.pair}>
          <Select
            label={t('bot.speaksBy')}
            placeholder={t('bot.noFlow')}
            data={published.map((flow) => ({ value: flow.id, label: flow.name }))}
            value={chosen?.id ?? null}
            onChange={(flow) => flow !== null && set({ flow })}
          />
          <TextInput
            label={t('bot.shownAs')}
            description={t('bot.shownAsHint')}
            maxLength={60}
            value={value.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
        </div>
        <HoursField hours={value.hours} onChange={(hours) => set({ hours })} />
        <div className={css.pair}>
          <Select
            label={t('bot.zone')}
            searchable
            allowDeselect={false}
            data={zones(value.zone)}
            value={value.zone ?? null}
            onChange={(zone) => zone !== null && set({ zone })}
          />
          <HolidaysField holidays={value.holidays} onChange={(holidays) => set({ holidays })} />
        </div>
      </div>
      <div className={css.buttons}>
        <Button disabled={Object.keys(change).length === 0} loading={busy} onClick={() => save()}>
          {t('common.save')}
        </Button>
      </div>
    </section>
  );
}

/** Every zone the browser knows, and the one that is set. */
function zones(set: string | undefined): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return set === undefined || known.includes(set) ? known : [set, ...known];
}
