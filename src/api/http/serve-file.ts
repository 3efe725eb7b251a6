import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { tameName } from '../../files/names.ts';
import type { FileStore } from '../../files/store.ts';
import { ANSWERED } from './route.ts';

export interface ServedFile {
  key: string;
  name: string;
  mime: string;
}

/** What a browser may show by itself; everything else is saved, whatever it claims to be. */
const SHOWN = /^(image\/(png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+)$/;

/**
 * Sends the bytes of a file, or the asked range of them. Nothing in it can run in the page's name: type by content,
 * no sniffing, a sandbox of its own, and a download for all but pictures, sounds and films.
 */
export async function serveFile(
  files: FileStore,
  file: ServedFile,
  req: Request,
  res: Response,
): Promise<typeof ANSWERED> {
  const size = await files.size(file.key);
  const shown = SHOWN.test(file.mime) && req.query.download === undefined;
  res.setHeader('Content-Type', shown ? file.mime : 'application/octet-stream');
  const name = tameName(file.name);
  res.setHeader('Content-Disposition', disposition(shown ? 'inline' : 'attachment', name));
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
  res.setHeader('Cache-Control', 'private, max-age=31536000, immutable');
  res.setHeader('ETag', `"${file.key}"`);
  res.setHeader('Accept-Ranges', 'bytes');
  if (req.headers['if-none-match'] === `"${file.key}"`) {
    res.status(304).end();
    return ANSWERED;
  }
  const range = rangeOf(req, size);
  if (range === 'unsatisfiable') {
    res.status(416).setHeader('Content-Range', `bytes */${size}`).end();
    return ANSWERED;
  }
  if (range !== undefined) {
    res.status(206).setHeader('Content-Range', `bytes ${range.start}-${range.end}/${size}`);
  }
  res.setHeader('Content-Length', range === undefined ? size : range.end - range.start + 1);
  if (req.method === 'HEAD') {
    res.end();
    return ANSWERED;
  }
  const bytes = await files.open(file.key, range);
  await pipeline(bytes, res).catch(() => res.destroy());
  return ANSWERED;
}

/** One range or none; several at once are answered with the whole file, as the standard allows. */
function rangeOf(req: Request, size: number): { start: number; end: number } | 'unsatisfiable' | undefined {
  const ranges = req.range(size, { combine: true });
  if (ranges === undefined || ranges === -2) return undefined;
  if (ranges === -1) return 'unsatisfiable';
  const [only, more] = ranges;
  return only === undefined || more !== undefined ? undefined : { start: only.start, end: only.end };
}

/** RFC 6266: a plain name for old browsers and the true one in UTF-8. `name` is well-formed. */
export function disposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
