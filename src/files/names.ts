const MAX_LENGTH = 120;
const MAX_EXTENSION = 16;
// Control characters, halves of characters, line and paragraph separators, marks and overrides of writing direction, byte order mark.
const HIDDEN = /[\p{Cc}\p{Cs}\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;
const FORBIDDEN = /[<>:"|?*\\/]/g;
// Names that a Windows colleague cannot save.
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$/i;

/**
 * A name that is safe to show and to save on any system: the last part of a path, without hidden characters,
 * never empty, at most 120 characters with the extension kept. `fallback` is used when nothing is left.
 */
export function tameName(name: string | undefined, fallback = 'file'): string {
  const last = (name ?? '').split(/[\\/]/).findLast((part) => part.trim() !== '') ?? '';
  const clean = last.normalize('NFC').replace(HIDDEN, '').replace(FORBIDDEN, '_').trim();
  // Dots at the ends make hidden files here and vanish on Windows.
  const bare = clean.replace(/^[. ]+|[. ]+$/g, '');
  if (bare === '') return fallback;
  const dot = bare.lastIndexOf('.');
  const stem = dot > 0 ? bare.slice(0, dot) : bare;
  const extension = dot > 0 && bare.length - dot <= MAX_EXTENSION ? bare.slice(dot) : '';
  const base = extension === '' ? bare : stem;
  const first = base.split('.')[0]?.trim() ?? '';
  const saved = RESERVED.test(first) ? `_${base}` : base;
  return cut(saved, MAX_LENGTH - extension.length).replace(/[. ]+$/, '') + extension;
}

/** Cuts without halving a character of two units. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const code = text.charCodeAt(length - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? length - 1 : length);
}
