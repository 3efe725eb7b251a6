import iconv from 'iconv-lite';

/** Groups that hold no words. */
const SILENT =
  /^(?:fonttbl|colortbl|stylesheet|info|pict|object|themedata|colorschememapping|datastore|latentstyles|listtable|listoverridetable|rsidtbl|generator|header|footer|headerl|headerr|footerl|footerr|fldinst|xmlnstbl|mmathPr)$/;
const SIGNS: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  sect: '\n',
  page: '\n',
  row: '\n',
  cell: '\t',
  tab: '\t',
  emdash: '—',
  endash: '–',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  '~': '\u00a0',
  _: '-',
};

interface Group {
  silent: boolean;
  /** Inside of a tag of the HTML that was wrapped into RTF (MS-OXRTFEX). */
  tag: boolean;
  /** What programs that understand the wrapped HTML leave out. */
  shadow: boolean;
  /** Characters that stand in for a Unicode one where that is not understood. */
  skip: number;
}

export interface RtfWords {
  plain?: string;
  html?: string;
}

/** The words of an RTF text, or the HTML it was made of. One pass without a tree: ends for any input. */
export function rtfWords(rtf: Buffer, codepage: string): RtfWords {
  const source = rtf.toString('latin1');
  const wrapped = /\\fromhtml1\b/.test(source.slice(0, 2000));
  const charset = /\\ansicpg(\d{3,5})\b/.exec(source.slice(0, 2000))?.[1];
  const decoder = charset !== undefined && iconv.encodingExists(`cp${charset}`) ? `cp${charset}` : codepage;
  const text = readRtf(source, decoder, wrapped).replaceAll('\0', '');
  return wrapped ? { html: text } : { plain: text.replace(/\n{3,}/g, '\n\n').trim() };
}

const TOKEN =
  /\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\/g;

function readRtf(source: string, decoder: string, wrapped: boolean): string {
  const stack: Group[] = [];
  let group: Group = { silent: false, tag: false, shadow: false, skip: 1 };
  let out = '';
  let bytes: number[] = [];
  let skipping = 0;
  let starred = false;
  const flush = (): void => {
    if (bytes.length === 0) return;
    out += iconv.decode(Buffer.from(bytes), decoder);
    bytes = [];
  };
  const write = (text: string): void => {
    if (group.silent || (wrapped && group.shadow && !group.tag)) return;
    flush();
    out += text;
  };
  for (const match of source.matchAll(TOKEN)) {
    const [, word, given, hex, sign, brace, words] = match;
    if (brace === '{') {
      stack.push(group);
      group = { ...group };
      skipping = 0;
    } else if (brace === '}') {
      group = stack.pop() ?? group;
      skipping = 0;
    } else if (hex !== undefined) {
      if (skipping > 0) skipping -= 1;
      else if (!group.silent && !(wrapped && group.shadow && !group.tag))
        bytes.push(Number.parseInt(hex, 16));
    } else if (sign === '*') starred = true;
    else if (sign !== undefined) write(SIGNS[sign] ?? (/[\\{}]/.test(sign) ? sign : ''));
    else if (words !== undefined) {
      const rest = words.slice(skipping);
      skipping = Math.max(0, skipping - words.length);
      write(rest);
    } else if (word !== undefined) {
      if (starred && word === 'htmltag') group.tag = true;
      else if (starred || SILENT.test(word)) group.silent = true;
      starred = false;
      if (word === 'htmlrtf') group.shadow = given !== '0';
      else if (word === 'uc') group.skip = Math.min(Math.max(Number(given ?? 1), 0), 16);
      else if (word === 'u' && given !== undefined) {
        write(String.fromCharCode((Number(given) + 65_536) % 65_536));
        skipping = group.skip;
      } else if (Object.hasOwn(SIGNS, word)) write(SIGNS[word] ?? '');
    }
  }
  flush();
  return out;
}
