/** Most words of one text that are indexed; a letter can be a book. */
const MOST = 300;
const LONGEST = 32;

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’ʼʻ`]*/gu;

/**
 * What a text is found by: every word whole and cut to its stem, without case, accents and script. Russian, Ukrainian,
 * Uzbek and Latin spellings of one sound meet, so that "Olga" finds "Ольга" and "доставку" finds "доставка".
 */
export function wordsOf(text: string): string[] {
  const words = new Set<string>();
  for (const [written] of text.normalize('NFKC').toLowerCase().matchAll(WORD)) {
    for (const word of bothFolds(written)) if (word.length > 1) words.add(word);
    if (words.size >= MOST) break;
  }
  return [...words];
}

/** People use few words often: those met lately are not folded anew. */
const folds = new Map<string, readonly string[]>();
const KNOWN = 4096;

function bothFolds(written: string): readonly string[] {
  const known = folds.get(written);
  if (known !== undefined) return known;
  const both = [foldWhole(written), foldStem(written)];
  if (folds.size >= KNOWN) folds.clear();
  if (written.length <= LONGEST) folds.set(written, both);
  return both;
}

/** The words of a question, each cut to its stem as those of `wordsOf` are. */
export function askedWords(question: string): string[] {
  const written = question.normalize('NFKC').toLowerCase().match(WORD) ?? [];
  return [...new Set(written.map(foldStem).filter((word) => word.length > 1))];
}

/** The last word of a question whole, for it may be unfinished. */
export function askedStart(question: string): string {
  return foldWhole(question.normalize('NFKC').toLowerCase().match(WORD)?.at(-1) ?? '');
}

function foldWhole(word: string): string {
  return sound(latin(word)).slice(0, LONGEST);
}

/** Without endings; Latin words lose the vowels at their end, which is what endings look like in other scripts. */
function foldStem(word: string): string {
  const folded = foldWhole(stem(word));
  const cut = folded.replace(/[aeiou]+$/, '');
  return cut.length >= 3 ? cut : folded;
}

/** Every tail of a number, so that any stretch of it is the beginning of one of them. */
export function phoneTails(number: string): string[] {
  const digits = number.replace(/\D/g, '');
  return Array.from({ length: Math.max(digits.length - 3, 0) }, (_, at) => `#${digits.slice(at)}`);
}

/** The stretch of digits a question asks for; null when it is not about a number. */
export function phoneFragment(question: string): string | null {
  if (!/^[\s\d()+.-]+$/.test(question)) return null;
  const digits = question.replace(/\D/g, '');
  return digits.length >= 4 ? `#${digits}` : null;
}

/** Case endings of Russian and Ukrainian, the longer first; what stays has three letters at least. */
const ENDINGS =
  /(?:иями|іями|ями|ами|ого|его|ому|ему|ими|ыми|іми|ові|еві|иях|ях|ах|ою|ею|єю|ой|ей|ий|ый|ій|ая|яя|ое|ее|ые|ие|ам|ям|ом|ем|єм|ів|ев|ов|ью|ию|ия|ія|ии|ії|ую|юю|а|я|о|е|ё|є|и|ы|і|ї|у|ю|ь|й)$/u;

function stem(word: string): string {
  if (word.length < 4 || !/^[\p{Script=Cyrillic}'’ʼ]+$/u.test(word)) return word;
  const cut = word.replace(ENDINGS, '');
  return cut.length >= 3 ? cut : word;
}

const LATIN: Readonly<Record<string, string>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  ґ: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  є: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  і: 'i',
  ї: 'i',
  й: 'i',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sh',
  ъ: '',
  ы: 'i',
  ь: '',
  э: 'e',
  ю: 'iu',
  я: 'ia',
  ў: 'o',
  қ: 'k',
  ғ: 'g',
  ҳ: 'h',
};

/** A word of lower case in Latin letters without accents, as passports spell it. */
export function latin(word: string): string {
  let text = '';
  for (const letter of word) text += LATIN[letter] ?? letter;
  return text.normalize('NFD').replace(/[\p{M}'’ʼʻ`]/gu, '');
}

/** Spellings of one sound: Yulia, Julia, Iuliia; Kharkiv, Harkiv; Alexey, Aleksei. */
function sound(word: string): string {
  return word
    .replace(/shch|sch/g, 'sh')
    .replace(/kh/g, 'h')
    .replace(/ph/g, 'f')
    .replace(/tz|c(?=[eiy])/g, 'ts')
    .replace(/ck|q|c(?!h)/g, 'k')
    .replace(/x/g, 'ks')
    .replace(/w/g, 'v')
    .replace(/[yj]/g, 'i')
    .replace(/(\p{L})\1+/gu, '$1')
    .replace(/iei$/, 'ei');
}
