import { decodeBytes } from './charset.ts';
import { decodeBase64 } from './transfer.ts';

const WORD = /=\?([^?\s*]{1,40})(?:\*[^?]*)?\?([bq])\?([^?]*)\?=/gi;

/** RFC 2047, as tolerant as mail needs: words split inside a character are joined before they are decoded. */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  let result = '';
  let at = 0;
  let charset = '';
  let pending: Buffer[] = [];
  const flush = () => {
    if (pending.length > 0) result += decodeBytes(Buffer.concat(pending), charset).text;
    pending = [];
  };
  for (const match of text.matchAll(WORD)) {
    const [whole, name = '', encoding = '', data = ''] = match;
    const between = text.slice(at, match.index);
    at = match.index + whole.length;
    const joins = pending.length > 0 && /^\s*$/.test(between);
    if (!joins || name.toLowerCase() !== charset) flush();
    if (!joins) result += between;
    charset = name.toLowerCase();
    pending.push(encoding.toLowerCase() === 'b' ? decodeBase64(data) : decodeQ(data));
  }
  flush();
  return result + text.slice(at);
}

function decodeQ(data: string): Buffer {
  const text = data
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}
