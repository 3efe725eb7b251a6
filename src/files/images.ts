import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Logger } from 'pino';
import type { FileBytes } from './bytes.ts';

/** A picture's edge in a list of messages, in pixels, at double density. */
const EDGE = 640;
/** Pictures beyond these are kept and offered, but never opened here: they may be made to use up memory. */
const MAX_PIXELS = 50_000_000;
const MAX_BYTES = 30 * 1024 * 1024;
const MAX_SECONDS = 10;
const OPENED = new Set(['jpeg', 'png', 'webp', 'gif', 'heif', 'tiff']);

export interface ImageFacts {
  /** Pixels, upright. */
  width: number;
  height: number;
  thumbnailKey?: string;
}

/**
 * Size of a picture, and a small copy stored beside it; undefined when it cannot or must not be opened. Rejects only
 * when the place of the bytes does.
 */
export async function inspectImage(
  bytes: FileBytes,
  key: string,
  size: number,
  log: Logger,
): Promise<ImageFacts | undefined> {
  if (size > MAX_BYTES) return undefined;
  const original = await buffer(await bytes.open(key));
  const read = await openPicture(original).catch((error: unknown) => {
    log.info({ key, reason: error instanceof Error ? error.message : 'unknown' }, 'picture not opened');
    return undefined;
  });
  if (read?.small === undefined) return read?.facts;
  const { key: thumbnailKey } = await bytes.put(Readable.from([read.small]));
  return { ...read.facts, thumbnailKey };
}

/** `small` is absent where the picture itself is small enough. */
async function openPicture(original: Buffer): Promise<{ facts: ImageFacts; small?: Buffer } | undefined> {
  // Its native part takes longer to load than a start may wait for a picture that nobody sent yet.
  const { default: sharp } = await import('sharp');
  const options = { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 } as const;
  const meta = await sharp(original, options).metadata();
  if (!OPENED.has(meta.format) || !meta.width || !meta.height) return undefined;
  const { width, height } = meta.autoOrient ?? meta;
  const facts: ImageFacts = { width, height };
  if (width <= EDGE && height <= EDGE && original.length < 100_000) return { facts };
  const small = await sharp(original, options)
    .autoOrient()
    .resize({ width: EDGE, height: EDGE, fit: 'inside', withoutEnlargement: true })
    .timeout({ seconds: MAX_SECONDS })
    .webp({ quality: 78 })
    .toBuffer();
  return { facts, small };
}
