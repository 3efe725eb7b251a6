import type { Core } from './core.ts';
import { fileFields, type StoredFile } from './files.ts';
import { integer, type Json, string } from './json.ts';
import { badRequest, Refusal } from './refusal.ts';
import type { ApiRequest } from './request.ts';

const MB = 1024 * 1024;

interface Kind {
  folder: string;
  limit: number;
  mime: string | undefined;
  /** The member of the message, from the stored file and the call's own claims. */
  shape(file: StoredFile, claims: Json): unknown;
}

const timed = (file: StoredFile, claims: Json): Json => ({
  ...fileFields(file),
  duration: integer(claims.duration) ?? 0,
  ...(file.mime === undefined ? {} : { mime_type: file.mime }),
});
const framed = (file: StoredFile, claims: Json): Json => ({
  ...timed(file, claims),
  width: integer(claims.width) ?? 640,
  height: integer(claims.height) ?? 360,
  file_name: file.name,
});

const KINDS: Readonly<Record<string, Kind>> = {
  photo: {
    folder: 'photos',
    limit: 10 * MB,
    mime: 'image/jpeg',
    shape: (file) => [
      { ...fileFields(file), width: 90, height: 60, file_size: Math.min(1400, file.size) },
      { ...fileFields(file), width: 1280, height: 853 },
    ],
  },
  video: { folder: 'videos', limit: 50 * MB, mime: 'video/mp4', shape: framed },
  animation: { folder: 'animations', limit: 50 * MB, mime: 'video/mp4', shape: framed },
  audio: {
    folder: 'music',
    limit: 50 * MB,
    mime: 'audio/mpeg',
    shape: (file, claims) => ({ ...timed(file, claims), file_name: file.name }),
  },
  voice: { folder: 'voice', limit: 50 * MB, mime: 'audio/ogg', shape: timed },
  video_note: {
    folder: 'video_notes',
    limit: 50 * MB,
    mime: undefined,
    shape: (file, claims) => ({ ...timed(file, claims), length: integer(claims.length) ?? 384 }),
  },
  sticker: {
    folder: 'stickers',
    limit: 512 * 1024,
    mime: undefined,
    shape: (file) => ({
      ...fileFields(file),
      type: 'regular',
      width: 512,
      height: 512,
      is_animated: false,
      is_video: false,
      emoji: '👍',
    }),
  },
  document: {
    folder: 'documents',
    limit: 50 * MB,
    mime: undefined,
    shape: (file) => ({
      ...fileFields(file),
      file_name: file.name,
      ...(file.mime === undefined ? {} : { mime_type: file.mime }),
    }),
  },
};

/** The file of a parameter: an upload beside it or by `attach://`, a known `file_id`, or an address. */
export function takeFile(core: Core, request: ApiRequest, kind: string, value: unknown): StoredFile {
  const about = KINDS[kind];
  if (about === undefined) throw badRequest('unsupported media type');
  const given = string(value);
  const part = given?.startsWith('attach://') ? given.slice('attach://'.length) : kind;
  const upload = request.uploads.get(part);
  if (upload !== undefined) {
    if (upload.bytes.length > about.limit) throw new Refusal(413, 'Request Entity Too Large');
    if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
    return core.files.add(upload.bytes, {
      name: upload.filename,
      folder: about.folder,
      ...(about.mime === undefined ? {} : { mime: about.mime }),
    });
  }
  if (given === undefined) throw badRequest(`there is no ${kind.replace('_', ' ')} in the request`);
  const known = core.files.byId(given);
  if (known !== undefined) return known;
  if (/^https?:\/\//.test(given) && kind !== 'video_note') {
    return core.files.add(Buffer.from(given), {
      name: given.split('/').at(-1) ?? 'file',
      folder: about.folder,
    });
  }
  throw badRequest('wrong file identifier/HTTP URL specified');
}

/** The message members that a file of this kind fills; an animation fills `document` too. */
export function mediaFields(kind: string, file: StoredFile, claims: Json): Json {
  const shaped = KINDS[kind]?.shape(file, claims);
  return kind === 'animation'
    ? { animation: shaped, document: KINDS.document?.shape(file, claims) }
    : { [kind]: shaped };
}
