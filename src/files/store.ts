import type { Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import type { Model } from 'mongoose';
import type { Logger } from 'pino';
import type { AttachmentKind } from '../../channels/message.ts';
import { HouseError } from '../errors.ts';
import { newId } from '../ids.ts';
import { bytesStored, type StoredFile } from '../store/files.ts';
import type { ByteRange, FileBytes } from './bytes.ts';
import { inspectImage } from './images.ts';
import { tameName } from './names.ts';
import { watched } from './watched.ts';

/** What is known of a file before its bytes are. */
export interface FileFacts {
  name?: string | undefined;
  /** As declared; believed only where the content does not tell. */
  mime?: string | undefined;
  /** Set where the network says so (a voice message); else the kind follows from the content. */
  kind?: AttachmentKind | undefined;
  width?: number | undefined;
  height?: number | undefined;
  duration?: number | undefined;
  uploadedBy?: string | undefined;
  /** Smaller than the house's own limit, for instance. */
  maxBytes?: number | undefined;
}

export interface FileStore {
  /**
   * Durable when resolved. Rejects with `too_large`; with `unavailable` when the quota is used up or the place of the
   * bytes takes none, which says nothing about the file; and with whatever the source fails with.
   */
  put(source: AsyncIterable<Uint8Array>, facts: FileFacts): Promise<StoredFile>;
  /** Rejects with `not_found` when there are no such bytes, with `unavailable` when their place does not tell. */
  open(key: string, range?: ByteRange): Promise<Readable>;
  /** Bytes; rejects as `open` does. */
  size(key: string): Promise<number>;
}

export interface FileStoreOptions {
  files: Model<StoredFile>;
  bytes: FileBytes;
  /** Largest single file. */
  maxBytes: number;
  /** All files together; absent means no limit. */
  quotaBytes?: number;
  clock: { now(): number };
  log: Logger;
}

const HEAD_BYTES = 4_100;
/** Types that a browser would run; whatever they claim, they are served as a download only. */
const TEXTUAL = /^(text\/|application\/(json|xml|javascript|x-javascript|ecmascript)|image\/svg)/;

/** Files by content, with a document for each. */
export function createFileStore(options: FileStoreOptions): FileStore {
  const { files, bytes, clock, log } = options;
  let stored: Promise<number> | undefined;

  /** A disk that takes no more is told like a quota that is used up; all else as a place that is away. */
  const refusal = (error: unknown): HouseError => {
    if (error instanceof HouseError) return error;
    const { code } = (error ?? {}) as { code?: unknown };
    if (code === 'ENOSPC' || code === 'EDQUOT') return noSpace();
    log.warn({ err: error }, 'the place of the files takes none');
    return new HouseError(
      'unavailable',
      'Files cannot be kept at the moment; try again later.',
      'attachments',
    );
  };

  const unread = (error: unknown): never => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new HouseError('not_found', 'The bytes of this file are not here any more.');
    }
    log.warn({ err: error }, 'the place of the files hands none out');
    throw new HouseError(
      'unavailable',
      'Files cannot be read at the moment; try again later.',
      'attachments',
    );
  };

  const spaceLeft = async (): Promise<number> => {
    if (options.quotaBytes === undefined) return Number.POSITIVE_INFINITY;
    stored ??= bytesStored(files);
    return options.quotaBytes - (await stored);
  };

  return {
    put: async (source, facts) => {
      const space = await spaceLeft();
      const limit = Math.min(options.maxBytes, facts.maxBytes ?? Number.POSITIVE_INFINITY);
      const head: Uint8Array[] = [];
      let headSize = 0;
      const from = watched(source);
      const { key, size } = await bytes
        .put(from.pieces, (piece, total) => {
          if (total > limit) throw tooLarge(limit);
          if (total > space) throw noSpace();
          if (headSize < HEAD_BYTES) {
            head.push(piece.slice(0, HEAD_BYTES - headSize));
            headSize += piece.length;
          }
        })
        .catch((error: unknown) => {
          from.dismiss();
          throw from.failure()?.error ?? refusal(error);
        });
      const found = await fileTypeFromBuffer(Buffer.concat(head)).catch(() => undefined);
      const mime = soundMime(found?.mime.split(';')[0] ?? declaredMime(facts.mime), facts.kind);
      const image = mime.startsWith('image/')
        ? await inspectImage(bytes, key, size, log).catch((error: unknown) => {
            throw refusal(error);
          })
        : undefined;
      const doc: StoredFile = {
        _id: newId(),
        key,
        kind: believable(facts, mime) ? (facts.kind ?? kindOf(mime)) : kindOf(mime),
        name: tameName(facts.name, found ? `file.${found.ext}` : 'file'),
        mime,
        size,
        createdAt: new Date(clock.now()),
      };
      const width = image?.width ?? facts.width;
      const height = image?.height ?? facts.height;
      if (width !== undefined) doc.width = width;
      if (height !== undefined) doc.height = height;
      if (facts.duration !== undefined) doc.duration = facts.duration;
      if (image?.thumbnailKey !== undefined) doc.thumbnailKey = image.thumbnailKey;
      if (facts.uploadedBy !== undefined) doc.uploadedBy = facts.uploadedBy;
      await files.create(doc);
      if (stored !== undefined) stored = Promise.resolve((await stored) + size);
      return doc;
    },
    open: (key, range) => bytes.open(key, range).catch(unread),
    size: (key) => bytes.size(key).catch(unread),
  };
}

function tooLarge(limit: number): HouseError {
  const megabytes = Math.floor(limit / 1_048_576);
  return new HouseError(
    'too_large',
    `A file may have at most ${megabytes} MB; send a smaller one.`,
    'attachments',
  );
}

function noSpace(): HouseError {
  const remedy = 'delete old files or raise the quota.';
  return new HouseError('unavailable', `The space for files is used up; ${remedy}`, 'attachments');
}

/** A network knows what it hands out; a browser's word that something was spoken has to fit its content. */
const believable = ({ kind, uploadedBy }: FileFacts, mime: string): boolean =>
  uploadedBy === undefined || kind !== 'voice' || mime.startsWith('audio/');

/** Containers of films hold sound alone as well; whoever recorded it knows. */
const soundMime = (mime: string, kind: AttachmentKind | undefined): string =>
  kind === 'voice' ? mime.replace(/^video\/(?=(?:mp4|webm|ogg)$)/, 'audio/') : mime;

/** A declared type that is well-formed, in lower case and without parameters; else bytes of any kind. */
function declaredMime(mime: string | undefined): string {
  const bare = mime?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/.test(bare)) {
    return 'application/octet-stream';
  }
  // What claims to be a picture, a sound or a film without being one is not served as such.
  return /^(image|audio|video)\//.test(bare) && !TEXTUAL.test(bare) ? 'application/octet-stream' : bare;
}

/** How a file is sent and shown when nobody said more. */
export function kindOf(mime: string): AttachmentKind {
  if (mime === 'image/gif') return 'animation';
  if (mime.startsWith('image/') && !mime.startsWith('image/svg')) return 'image';
  if (mime.startsWith('video/')) return 'video';
  if (mime.startsWith('audio/')) return 'audio';
  return 'file';
}
