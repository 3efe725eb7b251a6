import type { ReportView } from '../../../src/api/protocol.ts';
import { channelName } from '../../channels/icons.tsx';
import { amount, stretch } from '../../i18n/amounts.ts';
import { fullDay, money, percent } from '../../i18n/format.ts';
import type { Language, Translate } from '../../i18n/i18n.ts';

type Kind = ReportView['columns'][number]['kind'];
export type Value = string | number | null | undefined;

export interface Say {
  t: Translate;
  language: Language;
  nameOf(user: string): string | undefined;
}

/** A figure or name of a report in the reader's words. */
export function sayValue(key: string, kind: Kind, value: Value, currency: Value, say: Say): string {
  const { t, language } = say;
  if (kind === 'user') return typeof value === 'string' ? (say.nameOf(value) ?? value) : t('reports.nobody');
  if (value === null || value === undefined) return key === 'source' ? t('reports.direct') : '–';
  if (typeof value === 'string') {
    if (kind === 'date') return fullDay(value, language);
    if (key === 'channel') return channelName(value);
    if (value === '') return key === 'source' ? t('reports.direct') : '–';
    return value;
  }
  if (key === 'hour') return `${String(value).padStart(2, '0')}:00`;
  if (kind === 'duration') return stretch(value, language);
  if (kind === 'share') return percent(value, language);
  if (kind === 'money') {
    return typeof currency === 'string' ? money(value, currency, language) : amount(value, language);
  }
  return amount(value, language);
}
