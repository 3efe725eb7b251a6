import { decodeBytes } from './charset.ts';
import { decodeValue } from './headers.ts';

export interface Structured {
  /** The value before the first semicolon, lower case. */
  value: string;
  params: ReadonlyMap<string, string>;
}

/** A header with parameters (RFC 2045, RFC 2231), raw latin1 in, decoded text out. */
export function structured(raw: string, charset: string | undefined): Structured {
  const [value = '', ...rest] = splitParams(raw.slice(0, 20_000));
  const plain = new Map<string, string>();
  const pieces = new Map<string, { index: number; encoded: boolean; text: string }[]>();
  for (const item of rest) {
    const equals = item.indexOf('=');
    if (equals < 0) continue;
    const name = item.slice(0, equals).trim().toLowerCase();
    const text = unquote(item.slice(equals + 1).trim());
    const continued = /^([^*]+)\*(\d{0,3})(\*?)$/.exec(name);
    if (!continued) {
      if (!plain.has(name)) plain.set(name, text);
      continue;
    }
    const [, base = '', index = '', star] = continued;
    const list = pieces.get(base) ?? [];
    list.push({ index: Number(index || 0), encoded: index === '' || star === '*', text });
    pieces.set(base, list);
  }
  const params = new Map<string, string>();
  for (const [name, text] of plain) params.set(name, decodeValue(text, charset));
  for (const [name, list] of pieces) params.set(name, continuations(list, charset));
  return { value: (value.split('(')[0] ?? '').trim().toLowerCase(), params };
}

function continuations(
  list: { index: number; encoded: boolean; text: string }[],
  charset: string | undefined,
): string {
  const sorted = [...list].sort((a, b) => a.index - b.index);
  const head = /^([^']*)'[^']*'([\s\S]*)$/.exec(sorted[0]?.encoded ? (sorted[0]?.text ?? '') : '');
  const declared = head?.[1] || charset;
  const bytes = sorted.map((piece, index) => {
    const text = index === 0 && head ? (head[2] ?? '') : piece.text;
    return piece.encoded ? percentBytes(text) : Buffer.from(text, 'latin1');
  });
  return decodeBytes(Buffer.concat(bytes), declared).text;
}

const percentBytes = (text: string): Buffer =>
  Buffer.from(
    text.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

/** Splits at semicolons outside quotes; an unquoted value may hold blanks, as old programs write file names. */
function splitParams(raw: string): string[] {
  const items: string[] = [];
  let item = '';
  let quoted = false;
  for (let at = 0; at < raw.length; at += 1) {
    const char = raw.charAt(at);
    if (char === '\\' && quoted) {
      item += char + raw.charAt(at + 1);
      at += 1;
    } else if (char === ';' && !quoted) {
      items.push(item);
      item = '';
    } else {
      if (char === '"') quoted = !quoted;
      item += char;
    }
  }
  return [...items, item];
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  return text
    .slice(1)
    .replace(/"\s*$/, '')
    .replace(/\\([\\"])/g, '$1');
}
