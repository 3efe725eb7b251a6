import type { Language } from './i18n.ts';
import { lacksUzbek } from './uzbek.ts';

const tags: Readonly<Record<Language, string>> = { ru: 'ru-RU', uk: 'uk-UA', uz: 'uz-Latn-UZ', en: 'en-GB' };
const uzbekUnits = { second: 'soniya', minute: 'daq', hour: 'soat', day: 'kun' } as const;
const ownUzbek = lacksUzbek();
const cache = new Map<string, Intl.NumberFormat>();

/** Uzbek numbers without the browser's help look like Russian ones: space between thousands, comma before decimals. */
function number(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const tag = language === 'uz' && ownUzbek ? 'ru-RU' : tags[language];
  const key = `${tag}${JSON.stringify(options)}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(tag, options);
  cache.set(key, made);
  return made;
}

export const amount = (value: number, language: Language): string =>
  number(language, { maximumFractionDigits: 1 }).format(value);

/** A short number for an axis: 12 thousand instead of 12 000. */
export const roughly = (value: number, language: Language): string =>
  Math.abs(value) < 10_000
    ? amount(value, language)
    : number(language, { notation: 'compact', maximumFractionDigits: 1 }).format(value);

const unit = (value: number, name: keyof typeof uzbekUnits, language: Language): string =>
  language === 'uz' && ownUzbek
    ? `${amount(value, language)} ${uzbekUnits[name]}`
    : number(language, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 0 }).format(
        value,
      );

/** Seconds as a person says them: 45 s, 4 min, 1 h 20 min, 3 days. */
export function stretch(seconds: number, language: Language): string {
  const total = Math.round(seconds);
  if (total < 60) return unit(total, 'second', language);
  const minutes = Math.round(total / 60);
  if (minutes < 60) return unit(minutes, 'minute', language);
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return unit(Math.round(hours / 24), 'day', language);
  const rest = minutes % 60;
  const words = unit(hours, 'hour', language);
  return rest === 0 ? words : `${words} ${unit(rest, 'minute', language)}`;
}
