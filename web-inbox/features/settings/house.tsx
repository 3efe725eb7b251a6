import { Select, Slider, TextInput } from '@mantine/core';
import { LANGUAGES, languageNames, useWords } from '../../i18n/i18n.ts';
import css from './page.module.css';
import { SaveBar } from './save-bar.tsx';
import { useSetting } from './use-setting.ts';

interface House {
  name: string;
  language: (typeof LANGUAGES)[number];
  undoSeconds: number;
}

interface Region {
  country?: string;
  zone?: string;
  currency?: string;
}

const currencies = ['RUB', 'UAH', 'UZS', 'KZT', 'BYN', 'USD', 'EUR'] as const;
const zones = Intl.supportedValuesOf('timeZone');

/** What holds for the whole company. */
export function HouseSection() {
  const { t } = useWords();
  const house = useSetting<House>('house', { name: 'Okno', language: 'ru', undoSeconds: 0 });
  const region = useSetting<Region>('region', {});
  const { undoSeconds } = house.value;
  const form = {
    dirty: house.dirty || region.dirty,
    busy: house.busy || region.busy,
    save: () => {
      if (house.dirty) house.save();
      if (region.dirty) region.save();
    },
  };
  const { currency } = region.value;
  const known: readonly string[] = currencies;
  return (
    <>
      <div className={css.title}>
        <h2>{t('house.title')}</h2>
      </div>
      <p className={css.hint}>{t('house.hint')}</p>
      <section className={css.group}>
        <div className={css.fields}>
          <TextInput
            label={t('house.name')}
            description={t('house.nameHint')}
            maxLength={100}
            error={house.value.name.trim() === '' && t('accounts.missing')}
            value={house.value.name}
            onChange={(event) => house.set({ name: event.currentTarget.value })}
          />
          <Select
            label={t('house.language')}
            description={t('house.languageHint')}
            allowDeselect={false}
            data={LANGUAGES.map((one) => ({ value: one, label: languageNames[one] }))}
            value={house.value.language}
            onChange={(language) =>
              language !== null && house.set({ language: language as House['language'] })
            }
          />
          <Select
            label={t('house.zone')}
            description={t('house.zoneHint')}
            searchable
            allowDeselect={false}
            limit={60}
            data={zones}
            value={region.value.zone ?? null}
            onChange={(zone) => zone !== null && region.set({ zone })}
          />
          <Select
            label={t('house.currency')}
            allowDeselect={false}
            data={currency === undefined || known.includes(currency) ? known : [...known, currency]}
            value={currency ?? null}
            onChange={(chosen) => chosen !== null && region.set({ currency: chosen })}
          />
        </div>
      </section>
      <section className={css.group}>
        <h3>{t('house.undo')}</h3>
        <p className={css.sub}>{t('house.undoHint')}</p>
        <p aria-live="polite">
          {undoSeconds === 0 ? t('house.undoOff') : t('house.undoSeconds', { count: undoSeconds })}
        </p>
        <Slider
          thumbProps={{ 'aria-label': t('house.undo') }}
          label={null}
          min={0}
          max={60}
          step={5}
          value={undoSeconds}
          onChange={(seconds) => house.set({ undoSeconds: seconds })}
        />
      </section>
      <SaveBar form={form} blocked={house.value.name.trim() === ''} />
    </>
  );
}
