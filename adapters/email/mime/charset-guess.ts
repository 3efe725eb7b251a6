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
const SAMPLE = 4096;
const MISFIT = -60;

/** What each byte means in a charset: likelihood, and whether it is a lower-case letter. */
interface Table {
  weight: Int16Array;
  lower: Uint8Array;
  upper: Uint8Array;
}

const tables = new Map<string, Table>();

function tableOf(charset: string): Table {
  const known = tables.get(charset);
  if (known !== undefined) return known;
  const table: Table = {
    weight: new Int16Array(256),
    lower: new Uint8Array(256),
    upper: new Uint8Array(256),
  };
  for (let byte = 128; byte < 256; byte += 1) {
    const char = iconv.decode(Buffer.from([byte]), charset);
    const small = char.toLowerCase();
    const frequency = FREQUENCY[small];
    if (frequency === undefined) table.weight[byte] = /[«»“”„’—–№…\u00a0₴°]/.test(char) ? 0 : MISFIT;
    else if (char === small) {
      table.weight[byte] = frequency;
      table.lower[byte] = 1;
    } else {
      table.weight[byte] = Math.round(frequency / 3);
      table.upper[byte] = 1;
    }
  }
  tables.set(charset, table);
  return table;
}

/** Mean likelihood per 8-bit character that bytes are Russian or Ukrainian in a charset; prose has 40 and more. */
export function cyrillicScore(bytes: Buffer, charset: string): number {
  const { weight, lower, upper } = tableOf(charset);
  const length = Math.min(bytes.length, SAMPLE);
  let score = 0;
  let counted = 0;
  let previousLower = 0;
  for (let at = 0; at < length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 128) {
      previousLower = 0;
      continue;
    }
    counted += 1;
    // Upper case in the middle of a word is how KOI8 read as windows-1251 looks, and the other way round.
    score += upper[byte] === 1 && previousLower === 1 ? MISFIT : (weight[byte] ?? 0);
    previousLower = lower[byte] ?? 0;
  }
  return counted === 0 ? 0 : score / counted;
}

/** The likeliest Cyrillic reading of 8-bit bytes; `favoured` wins when it is nearly as good. */
export function guessCyrillic(bytes: Buffer, favoured?: string): { charset: string; score: number } {
  let best = { charset: 'windows-1251', score: Number.NEGATIVE_INFINITY };
  for (const charset of CANDIDATES) {
    const score = cyrillicScore(bytes, charset) + (charset === favoured ? 3 : 0);
    if (score > best.score) best = { charset, score };
  }
  return best;
}
