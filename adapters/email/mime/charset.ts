import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { cyrillicScore, guessCyrillic } from './charset-guess.ts';

export interface Decoded {
  text: string;
  /** The declared charset was not the real one, or could not be used. */
  repaired: boolean;
}

/** Charsets that take ASCII bytes for something else; only the declaration can tell. */
const STATEFUL = /^(?:iso-2022-|utf-?7|utf-?16|utf-?32|hz|ucs)/;
const MULTIBYTE = /^(?:gb|big5|shift|sjis|ms_kanji|windows-31j|cp932|euc|ks_c|x-sjis|cp9[345]\d|windows-874)/;
const WESTERN = /^(?:iso-?8859-?(?:1|15)|latin-?1|latin1|windows-1252|cp1252|us-ascii|ascii|ansi_x3.*)$/;
const CYRILLIC =
  /^(?:windows-?1251|cp-?1251|koi8-?[ru]|koi8|cp-?866|ibm866|iso-?8859-?5|x-cp1251|x-mac-cyrillic)$/;

/** Score above which a reading is surely right. */
const PROSE = 45;

/** Bytes to text by the declared charset, unless the bytes say otherwise. Never throws. */
export function decodeBytes(bytes: Buffer, declared: string | undefined): Decoded {
  const name = (declared ?? '')
    .toLowerCase()
    .trim()
    .replace(/^["']|["']$/g, '');
  if (STATEFUL.test(name)) return { text: byName(bytes, name) ?? bytes.toString('utf8'), repaired: false };
  if (isAscii(bytes)) return { text: bytes.toString('latin1'), repaired: false };
  if (MULTIBYTE.test(name)) return { text: byName(bytes, name) ?? bytes.toString('utf8'), repaired: false };
  if (isUtf8(bytes)) return { text: stripBom(bytes.toString('utf8')), repaired: !/^utf-?8/.test(name) };
  if (CYRILLIC.test(name)) return cyrillic(bytes, name);
  if (WESTERN.test(name) && !looksCyrillic(bytes))
    return { text: iconv.decode(bytes, 'windows-1252'), repaired: false };
  const known = byName(bytes, name);
  if (known !== undefined && !/^utf-?8/.test(name) && !WESTERN.test(name))
    return { text: known, repaired: false };
  return guess(bytes);
}

/** A declared Cyrillic charset is believed unless another reads far better. */
function cyrillic(bytes: Buffer, name: string): Decoded {
  const declared = iconv.encodingExists(name) ? name : 'windows-1251';
  const score = cyrillicScore(bytes, declared);
  if (score < PROSE) {
    const best = guessCyrillic(bytes, name);
    if (best.score > score + 25) return { text: iconv.decode(bytes, best.charset), repaired: true };
  }
  return { text: iconv.decode(bytes, declared), repaired: false };
}

/** Says UTF-8 or nothing, is neither: mostly valid UTF-8 with damage, Cyrillic, or Western. */
function guess(bytes: Buffer): Decoded {
  const utf8 = bytes.toString('utf8');
  const broken = utf8.split('\ufffd').length - 1;
  const high = utf8.match(/\P{ASCII}/gu)?.length ?? 1;
  if (broken / high < 0.2) return { text: stripBom(utf8), repaired: true };
  const best = guessCyrillic(bytes);
  const western = !looksCyrillic(bytes) && best.score < 30;
  return { text: iconv.decode(bytes, western ? 'windows-1252' : best.charset), repaired: true };
}

/** Western text has single accented letters among ASCII ones; Cyrillic words are 8-bit throughout. */
function looksCyrillic(bytes: Buffer): boolean {
  const words =
    bytes
      .subarray(0, 8192)
      .toString('latin1')
      .match(/[A-Za-z\u0080-\u00ff]+/g) ?? [];
  let whole = 0;
  let mixed = 0;
  for (const word of words) {
    const high = word.replace(/[A-Za-z]/g, '').length;
    if (high === 0) continue;
    if (high === word.length && word.length > 1) whole += 1;
    else if (high !== word.length) mixed += 1;
  }
  return whole > mixed;
}

/** Undefined when nobody knows the charset. */
function byName(bytes: Buffer, name: string): string | undefined {
  if (name === '') return undefined;
  try {
    // iconv-lite has no stateful Japanese; the platform has.
    if (name.startsWith('iso-2022-') || !iconv.encodingExists(name))
      return new TextDecoder(name).decode(bytes);
    return iconv.decode(bytes, name);
  } catch {
    return undefined;
  }
}

function isAscii(bytes: Buffer): boolean {
  for (let index = 0; index < bytes.length; index += 1) {
    if ((bytes[index] ?? 0) > 0x7f) return false;
  }
  return true;
}

const stripBom = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

/** The charset an HTML text names in its own head. */
export function metaCharset(bytes: Buffer): string | undefined {
  const head = bytes.subarray(0, 4096).toString('latin1');
  return /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)?.[1];
}
