import { isUtf8 } from 'node:buffer';
import { guessCyrillic } from './charset-guess.ts';
import type { RawHeader } from './headers.ts';

const HIGH = /[\u0080-\u00ff]/;

/**
 * The charset of raw 8-bit headers, judged by all of them together since each is short.
 * `body` is what the body declares: the same old program wrote both.
 */
export function headerCharset(headers: readonly RawHeader[], body: string | undefined): string | undefined {
  const raw = headers.filter((header) => HIGH.test(header.value)).map((header) => header.value);
  if (raw.length === 0) return undefined;
  const bytes = Buffer.from(raw.join(' ').slice(0, 8192), 'latin1');
  if (isUtf8(bytes)) return 'utf-8';
  return guessCyrillic(bytes, body?.toLowerCase()).charset;
}
