import { decodeBytes } from './charset.ts';
import { decodeWords } from './encoded-words.ts';

/** One header as it stands: unfolded, bytes as latin1 characters. */
export interface RawHeader {
  name: string;
  value: string;
}

export interface HeaderBlock {
  headers: RawHeader[];
  /** Where the body begins. */
  bodyStart: number;
}

const MAX_BLOCK = 1_000_000;
const MAX_HEADERS = 2000;
const MAX_VALUE = 100_000;

/** Reads headers up to the first empty line; a first line that is no header means there are none. */
export function readHeaders(bytes: Buffer, start: number, end: number): HeaderBlock {
  const { stop, bodyStart } = blockEnd(bytes, start, end);
  const lines = bytes.toString('latin1', start, Math.min(stop, start + MAX_BLOCK)).split(/\r\n|\n|\r/);
  const headers: RawHeader[] = [];
  for (const line of lines) {
    const last = headers.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last && last.value.length < MAX_VALUE) last.value += ` ${line.trim()}`;
      continue;
    }
    const colon = /^([!-9;-~]{1,100})[ \t]*:/.exec(line);
    if (colon) {
      if (headers.length >= MAX_HEADERS) break;
      headers.push({ name: (colon[1] ?? '').toLowerCase(), value: line.slice(colon[0].length).trim() });
    } else if (headers.length === 0 && line !== '' && !line.startsWith('From ')) {
      return { headers: [], bodyStart: start };
    }
  }
  return { headers, bodyStart };
}

function blockEnd(bytes: Buffer, start: number, end: number): { stop: number; bodyStart: number } {
  if (bytes[start] === 0x0a) return { stop: start, bodyStart: start + 1 };
  if (bytes[start] === 0x0d && bytes[start + 1] === 0x0a) return { stop: start, bodyStart: start + 2 };
  for (let at = bytes.indexOf(0x0a, start); at >= 0 && at < end; at = bytes.indexOf(0x0a, at + 1)) {
    if (bytes[at + 1] === 0x0a) return { stop: at, bodyStart: at + 2 };
    if (bytes[at + 1] === 0x0d && bytes[at + 2] === 0x0a) return { stop: at, bodyStart: at + 3 };
  }
  return { stop: end, bodyStart: end };
}

export const first = (headers: readonly RawHeader[], name: string): string | undefined =>
  headers.find((header) => header.name === name)?.value;

/** Raw 8-bit characters read by the charset of the whole block, then encoded words. */
export function decodeValue(value: string, charset: string | undefined): string {
  return decodeWords(repair8bit(value, charset));
}

const HIGH = /[\u0080-\u00ff]/;

/** Raw bytes of a header as text; `charset` is what the block as a whole turned out to be. */
export function repair8bit(value: string, charset: string | undefined): string {
  if (!HIGH.test(value)) return value;
  return decodeBytes(Buffer.from(value, 'latin1'), charset).text;
}
