import iconv from 'iconv-lite';

/** How often a letter occurs in running Russian and Ukrainian text, per thousand, rounded. */
const FREQUENCY: Readonly<Record<string, number>> = {
  о: 105,
  а: 82,
  е: 78,
  и: 68,
  н: 66,
  т: 61,
  с: 52,
  р: 46,
  в: 45,
  л: 42,
  к: 35,
  м: 32,
  д: 30,
  п: 28,
  у: 27,
  я: 20,
  ы: 17,
  ь: 17,
  г: 17,
  з: 17,
  б: 16,
  ч: 14,
  й: 12,
  х: 10,
  ж: 9,
  ш: 7,
  ю: 6,
  ц: 5,
  щ: 4,
  э: 3,
  ф: 3,
  ъ: 1,
  ё: 3,
  і: 30,
  ї: 8,
  є: 6,
  ґ: 1,
  ў: 4,
  қ: 4,
  ғ: 3,
  ҳ: 3,
};
const CANDIDATES = ['windows-1251', 'koi8-r', 'koi8-u', 'cp866', 'iso-8859-5'] as const;

/** Mean likelihood per character that a decoded text is Russian or Ukrainian; higher is better, above 12 is prose. */
export function cyrillicScore(text: string): number {
  let score = 0;
  let counted = 0;
  let previousLower = false;
  for (const char of text) {
    if (char <= '\u007f') {
      previousLower = false;
      continue;
    }
    counted += 1;
    const lower = char.toLowerCase();
    const weight = FREQUENCY[lower];
    const isLower = char === lower;
    if (weight === undefined) score += /[«»“”„’—–№…\u00a0₴°]/.test(char) ? 0 : -60;
    else if (isLower) score += weight;
    // Upper case in the middle of a word is how KOI8 read as windows-1251 looks, and the other way round.
    else score += previousLower ? -60 : weight / 3;
    previousLower = weight !== undefined && isLower;
  }
  return counted === 0 ? 0 : score / counted;
}

/** The likeliest Cyrillic reading of 8-bit bytes; `favoured` wins when it is nearly as good. */
export function guessCyrillic(
  bytes: Buffer,
  favoured?: string,
): { text: string; charset: string; score: number } {
  const sample = bytes.length > 8192 ? bytes.subarray(0, 8192) : bytes;
  let best = { charset: 'windows-1251', score: Number.NEGATIVE_INFINITY };
  for (const charset of CANDIDATES) {
    const score = cyrillicScore(iconv.decode(sample, charset)) + (charset === favoured ? 3 : 0);
    if (score > best.score) best = { charset, score };
  }
  return { text: iconv.decode(bytes, best.charset), ...best };
}
