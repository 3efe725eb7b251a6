import { NumberInput, Radio, Select, Switch } from '@mantine/core';
import type { RoutingSetting } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { ChannelIcon } from '../../channels/icons.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import css from './page.module.css';
import { SaveBar } from './save-bar.tsx';
import { type SettingForm, useSetting } from './use-setting.ts';

const usual: RoutingSetting = {
  enabled: false,
  strategy: 'round-robin',
  capacity: 50,
  counts: 'open',
  leaseMinutes: 15,
  channels: {},
  language: 'prefer',
};

/** Who gets a new person, and what happens when nobody answers. */
export function RoutingSection() {
  const { t } = useWords();
  const form = useSetting<RoutingSetting>('routing', usual);
  const { value, set } = form;
  return (
    <>
      <div className={css.title}>
        <h2>{t('routing.title')}</h2>
      </div>
      <p className={css.hint}>{t('routing.hint')}</p>
      <section className={css.group}>
        <Switch
          label={t('routing.enabled')}
          description={t('routing.enabledHint')}
          checked={value.enabled}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
      </section>
      <section className={css.group}>
        <div className={css.fields}>
          <Radio.Group
            label={t('routing.strategy')}
            value={value.strategy}
            onChange={(strategy) => set({ strategy: strategy as RoutingSetting['strategy'] })}
          >
            <div className={css.fields} style={{ marginTop: 8 }}>
              <Radio value="round-robin" label={t('routing.round-robin')} />
              <Radio value="least-loaded" label={t('routing.least-loaded')} />
            </div>
          </Radio.Group>
          <NumberInput
            label={t('routing.capacity')}
            description={t('routing.capacityHint')}
            min={1}
            max={1000}
            clampBehavior="strict"
            value={value.capacity}
            onChange={(capacity) => typeof capacity === 'number' && set({ capacity })}
          />
          <Select
            label={t('routing.counts')}
            allowDeselect={false}
            data={[
              { value: 'open', label: t('routing.countsOpen') },
              { value: 'waiting', label: t('routing.countsWaiting') },
            ]}
            value={value.counts}
            onChange={(counts) => counts !== null && set({ counts: counts as RoutingSetting['counts'] })}
          />
          <Select
            label={t('routing.language')}
            allowDeselect={false}
            data={(['require', 'prefer', 'ignore'] as const).map((one) => ({
              value: one,
              label: t(`routing.${one}`),
            }))}
            value={value.language}
            onChange={(language) =>
              language !== null && set({ language: language as RoutingSetting['language'] })
            }
          />
          <NumberInput
            label={t('routing.lease')}
            description={t('routing.leaseHint')}
            min={1}
            max={1440}
            clampBehavior="strict"
            suffix={` ${unitOf(t('routing.minutes', { count: value.leaseMinutes }))}`}
            value={value.leaseMinutes}
            onChange={(leaseMinutes) => typeof leaseMinutes === 'number' && set({ leaseMinutes })}
          />
        </div>
      </section>
      <TeamsOfAccounts form={form} />
      <SaveBar form={form} />
    </>
  );
}

/** "5 minutes" without its number, which stands in the field already. */
const unitOf = (words: string): string => words.replace(/^[\d\s.,]+/, '');

function TeamsOfAccounts({ form: { value, set } }: { form: SettingForm<RoutingSetting> }) {
  const { t } = useWords();
  const accounts = useInbox((state) => state.accounts);
  const teams = useStore(useServices().catalog, (state) => state.teams);
  const choose = (account: string, team: string | null): void => {
    const { [account]: _before, ...rest } = value.channels;
    set({ channels: team === null || team === '' ? rest : { ...rest, [account]: team } });
  };
  return (
    <section className={css.group}>
      <h3>{t('routing.channels')}</h3>
      <p className={css.sub}>{t(teams.length === 0 ? 'routing.noTeams' : 'routing.channelsHint')}</p>
      {teams.length > 0 && (
        <div className={css.fields} style={{ marginTop: 12 }}>
          {Object.values(accounts).map((account) => (
            <Select
              key={account.id}
              label={account.name}
              leftSection={<ChannelIcon channel={account.channel} />}
              allowDeselect={false}
              data={[
                { value: '', label: t('routing.everybody') },
                ...teams.map((team) => ({ value: team.id, label: team.name })),
              ]}
              value={value.channels[account.id] ?? ''}
              onChange={(team) => choose(account.id, team)}
            />
          ))}
        </div>
      )}
    </section>
  );
}
