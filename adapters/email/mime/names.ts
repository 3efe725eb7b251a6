/** Characters that reorder, hide or break what a person reads (bidirectional overrides, zero-width, control). */
const DECEIVING = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** One line without control characters and overrides, at most `limit` characters. */
export function cleanLine(text: string, limit = 1000): string {
  const cut = text.slice(0, limit * 4);
  if (/^[ -~]*$/.test(cut) && !cut.includes('  ')) return cut.trim().slice(0, limit);
  return cut
    .replace(DECEIVING, '')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, limit);
}

/** A file name that is safe to show and to offer for saving: base name only, no path, no tricks. */
export function cleanFileName(name: string | undefined, mime: string, index: number): string {
  const base =
    cleanLine(name ?? '', 4000)
      .split(/[\\/]/)
      .at(-1) ?? '';
  const safe = base
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^\.+/, '')
    .trim();
  if (safe === '') return `${mime.startsWith('message/') ? 'letter' : 'file'}-${index}${extension(mime)}`;
  if (safe.length <= 150) return safe;
  const dot = safe.lastIndexOf('.');
  const tail = dot > 0 && safe.length - dot <= 12 ? safe.slice(dot) : '';
  return safe.slice(0, 150 - tail.length) + tail;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'message/rfc822': '.eml',
  'message/global': '.eml',
  'text/plain': '.txt',
  'text/html': '.html',
  'text/calendar': '.ics',
  'text/csv': '.csv',
  'application/pdf': '.pdf',
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'application/zip': '.zip',
  'audio/mpeg': '.mp3',
  'video/mp4': '.mp4',
  'application/ms-tnef': '.dat',
};

/** A type as a person's program claimed it, else as the name's ending tells it. */
export function mimeOf(claimed: string | undefined, name: string): string {
  if (claimed !== undefined && /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/.test(claimed)) return claimed.toLowerCase();
  const ending = /\.\w{2,5}$/.exec(name.toLowerCase())?.[0].replace('.jpeg', '.jpg');
  const known = Object.entries(EXTENSIONS).find(([, one]) => one === ending)?.[0];
  return known ?? 'application/octet-stream';
}

const extension = (mime: string): string => EXTENSIONS[mime] ?? '.bin';

/** Content ids compare without brackets and percent-decoded. */
export function cleanContentId(raw: string): string {
  const bare = raw.trim().replace(/^<|>$/g, '');
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}
