import { BOT_LANGUAGES, type BotLanguage, type Texts } from '../api/protocol/flow.ts';

/** Frequent words that tell one language from the others written in the same letters. */
const TELLING: Readonly<Record<BotLanguage, ReadonlySet<string>>> = {
  ru: new Set(
    'здравствуйте привет добрый день меня зовут что как это где когда сколько нужно хочу можно есть или спасибо для мне вам уже ещё заказать купить цена стоит сделать записаться'.split(
      ' ',
    ),
  ),
  uk: new Set(
    'вітаю привіт добрий доброго дня мене звати звуть що як це де коли скільки треба потрібно хочу можна чи дякую для мені вам вже ще будь замовити купити ціна коштує зробити записатися'.split(
      ' ',
    ),
  ),
  uz: new Set(
    'salom assalomu alaykum rahmat qancha narxi narx bormi kerak menga mening ismim qayerda qachon yaxshi iltimos men siz bilan uchun va bor yoq xa ha салом ассалому алайкум рахмат канча керак менга менинг исмим нархи борми'.split(
      ' ',
    ),
  ),
  en: new Set(
    'hello hi the my name is what how when where much please thanks thank you want need do have can i am for and price good'.split(
      ' ',
    ),
  ),
};

const LONG = 20;

/**
 * The language a text is written in; undefined when it does not tell. Letters that only one of the four has decide
 * at once, then frequent words; plain Cyrillic without either stays open, for names and numbers tell nothing.
 */
export function detectLanguage(text: string): BotLanguage | undefined {
  const low = text.normalize('NFC').toLowerCase();
  if (/[ўқғҳ]/u.test(low)) return 'uz';
  if (/[іїєґ]/u.test(low)) return 'uk';
  const words = low.match(/[\p{L}'ʻʼ’`]+/gu) ?? [];
  const hits = BOT_LANGUAGES.map((language) => ({
    language,
    count: words.filter((word) => TELLING[language].has(word.replace(/['ʻʼ’`]/gu, ''))).length,
  }));
  const [first, second] = [...hits].sort((one, other) => other.count - one.count);
  if (first && first.count > (second?.count ?? 0)) return first.language;
  if (/\b(?:\p{L}*(?:o['ʻʼ’`]|g['ʻʼ’`])\p{L}*)/u.test(low) && !/i['’]m|don['’]t/u.test(low)) return 'uz';
  if (/[ыэъё]/u.test(low)) return 'ru';
  // Ukrainian of this length has at least one of its own letters.
  const cyrillic = low.match(/\p{Script=Cyrillic}/gu)?.length ?? 0;
  return cyrillic >= LONG ? 'ru' : undefined;
}

/** What a BCP 47 tag names, if the bot speaks it. */
export function languageOfTag(tag: string | undefined): BotLanguage | undefined {
  const short = tag?.toLowerCase().split(/[-_]/)[0];
  return BOT_LANGUAGES.find((language) => language === short);
}

/** The first of the wishes that the flow has texts in; else the flow's own first language. */
export function chooseLanguage(
  spoken: readonly BotLanguage[],
  wishes: readonly (BotLanguage | undefined)[],
): BotLanguage {
  return wishes.find((wish) => wish !== undefined && spoken.includes(wish)) ?? spoken[0] ?? 'ru';
}

/** The words in a language, or in the first one there is. */
export function textIn(texts: Texts, language: BotLanguage): string {
  const own = texts[language]?.trim();
  if (own) return own;
  return BOT_LANGUAGES.map((other) => texts[other]?.trim() ?? '').find((text) => text !== '') ?? '';
}
