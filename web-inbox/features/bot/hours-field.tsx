import { ActionIcon, Button, Chip, TagsInput, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { BotSetting } from '../../../src/api/protocol/bot.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './bot.module.css';

interface Props {
  hours: BotSetting['hours'];
  onChange(hours: BotSetting['hours']): void;
}

const week = [1, 2, 3, 4, 5, 6, 7] as const;
/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** Ranges of the week in which people work. */
export function HoursField({ hours, onChange }: Props) {
  const { t, language } = useWords();
  const names = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
  const change = (index: number, more: Partial<BotSetting['hours'][number]>): void =>
    onChange(hours.map((range, at) => (at === index ? { ...range, ...more } : range)));
  return (
    <fieldset className={css.options}>
      <legend>{t('bot.hours')}</legend>
      {hours.map((range, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: ranges have nothing else that stays the same
        <div key={index} className={css.hours}>
          <Chip.Group
            multiple
            value={range.days.map(String)}
            onChange={(days) => days.length > 0 && change(index, { days: days.map(Number).sort() })}
          >
            <div className={css.days}>
              {week.map((day) => (
                <Chip key={day} size="xs" value={String(day)}>
                  {names.format(MONDAY + (day - 1) * DAY_MS)}
                </Chip>
              ))}
            </div>
          </Chip.Group>
          <TextInput
            type="time"
            aria-label={t('bot.opensAt')}
            value={range.from}
            onChange={(event) =>
              event.currentTarget.value && change(index, { from: event.currentTarget.value })
            }
          />
          <span>–</span>
          <TextInput
            type="time"
            aria-label={t('bot.closesAt')}
            value={range.to === '24:00' ? '23:59' : range.to}
            onChange={(event) =>
              event.currentTarget.value && change(index, { to: event.currentTarget.value })
            }
          />
          <ActionIcon
            aria-label={t('bot.removeHours')}
            onClick={() => onChange(hours.filter((_, at) => at !== index))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={15} />}
        onClick={() => onChange([...hours, { days: [6], from: '10:00', to: '16:00' }])}
      >
        {t('bot.addHours')}
      </Button>
    </fieldset>
  );
}

/** Days of the year without work, as a person of the market writes them: 09.05 or 09.05.2026. */
export function HolidaysField({
  holidays,
  onChange,
}: {
  holidays: string[];
  onChange(holidays: string[]): void;
}) {
  const { t } = useWords();
  return (
    <TagsInput
      label={t('bot.holidays')}
      description={t('bot.holidaysHint')}
      placeholder={holidays.length === 0 ? '09.05' : ''}
      splitChars={[',', ';', ' ']}
      acceptValueOnBlur
      value={holidays.map(shown)}
      onChange={(list) => onChange([...new Set(list.flatMap((text) => stored(text) ?? []))].sort())}
    />
  );
}

const shown = (holiday: string): string => holiday.split('-').reverse().join('.');

/** Undefined for what is no day. */
function stored(text: string): string | undefined {
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?\.?$/.exec(text.trim()) ?? [];
  if (day === undefined || month === undefined) return undefined;
  const date = `${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const real = new Date(`${year ?? '2024'}-${date}T00:00:00Z`);
  if (Number.isNaN(real.getTime()) || real.getUTCDate() !== Number(day)) return undefined;
  return year === undefined ? date : `${year}-${date}`;
}
