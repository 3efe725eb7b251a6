import type { Degradation } from '../capabilities.ts';
import type { OutboundFile } from '../outbound.ts';
import { ALBUM_LIMIT, capabilities, PHOTO_LIMIT } from './capabilities.ts';

/** How one file goes out. `family` tells which files may share an album; `single` ones never do. */
interface MediaForm {
  method: string;
  /** Name of the parameter that carries the file, and the album item's `type`. */
  field: string;
  family: 'visual' | 'document' | 'audio' | 'single';
  captioned: boolean;
}

const FORMS = {
  photo: { method: 'sendPhoto', field: 'photo', family: 'visual', captioned: true },
  video: { method: 'sendVideo', field: 'video', family: 'visual', captioned: true },
  animation: { method: 'sendAnimation', field: 'animation', family: 'single', captioned: true },
  audio: { method: 'sendAudio', field: 'audio', family: 'audio', captioned: true },
  voice: { method: 'sendVoice', field: 'voice', family: 'single', captioned: true },
  videoNote: { method: 'sendVideoNote', field: 'video_note', family: 'single', captioned: false },
  sticker: { method: 'sendSticker', field: 'sticker', family: 'single', captioned: false },
  document: { method: 'sendDocument', field: 'document', family: 'document', captioned: true },
} as const satisfies Record<string, MediaForm>;

/** A round video may last a minute; a longer one goes as an ordinary video. */
const NOTE_LIMIT_MS = 60_000;

/** The best form that the network takes for this file. */
export function formOf(file: OutboundFile): MediaForm {
  const fits = capabilities.media[file.kind].mimes?.includes(bareMime(file)) ?? true;
  switch (file.kind) {
    case 'image':
      if (bareMime(file) === 'image/gif') return FORMS.animation;
      return fits && photoFits(file) ? FORMS.photo : FORMS.document;
    case 'video':
      return fits ? FORMS.video : FORMS.document;
    case 'video-note':
      if (!fits) return FORMS.document;
      return (file.duration ?? 0) > NOTE_LIMIT_MS ? FORMS.video : FORMS.videoNote;
    case 'audio':
      return fits ? FORMS.audio : FORMS.document;
    case 'voice':
      return fits ? FORMS.voice : FORMS.document;
    case 'animation':
      return fits ? FORMS.animation : FORMS.document;
    case 'sticker':
      return fits ? FORMS.sticker : FORMS.document;
    case 'file':
      return FORMS.document;
  }
}

const OWN_FORM: Readonly<Record<OutboundFile['kind'], MediaForm>> = {
  image: FORMS.photo,
  video: FORMS.video,
  'video-note': FORMS.videoNote,
  audio: FORMS.audio,
  voice: FORMS.voice,
  animation: FORMS.animation,
  sticker: FORMS.sticker,
  file: FORMS.document,
};

/** Names files that change their form and files that the server refuses for their size. */
export function mediaLosses(files: OutboundFile[], maxBytes: number): Degradation[] {
  return files.flatMap((file): Degradation[] => {
    if (file.size > maxBytes) return [{ what: file.kind, support: 'rejected', detail: file.name }];
    if (formOf(file) === OWN_FORM[file.kind]) return [];
    return [{ what: file.kind, support: 'converted', detail: file.name }];
  });
}

/** Neighbours of one family form an album of up to ten; the order of files is kept. */
export function albumsOf(files: OutboundFile[]): OutboundFile[][] {
  const albums: OutboundFile[][] = [];
  for (const file of files) {
    const last = albums.at(-1);
    const before = last?.at(-1);
    const { family } = formOf(file);
    const joins = before !== undefined && family !== 'single' && formOf(before).family === family;
    if (last !== undefined && joins && last.length < ALBUM_LIMIT) last.push(file);
    else albums.push([file]);
  }
  return albums;
}

/** Where the adapter puts the bytes of the part's file with this index. */
export const fileMark = (index: number): string => `okno-file:${index}`;

/** Index of the file that a mark stands for. */
export function markedFile(value: unknown): number | undefined {
  const found = typeof value === 'string' ? /^okno-file:(\d+)$/.exec(value) : null;
  return found === null ? undefined : Number(found[1]);
}

/** Parameters of one file besides the file itself; durations go in seconds. */
export function mediaDetails(file: OutboundFile, form: MediaForm): Record<string, unknown> {
  const seconds = file.duration === undefined ? undefined : Math.round(file.duration / 1000);
  const sized = form.field === 'video' || form.field === 'animation';
  const timed = sized || form.field === 'audio' || form.field === 'voice' || form.field === 'video_note';
  return {
    ...(timed && seconds !== undefined ? { duration: seconds } : {}),
    ...(sized && file.width !== undefined ? { width: file.width } : {}),
    ...(sized && file.height !== undefined ? { height: file.height } : {}),
    ...(form.field === 'video' ? { supports_streaming: true } : {}),
    ...(form.field === 'document' ? { disable_content_type_detection: true } : {}),
  };
}

function photoFits(file: OutboundFile): boolean {
  if (file.size > PHOTO_LIMIT) return false;
  if (file.width === undefined || file.height === undefined) return true;
  const long = Math.max(file.width, file.height);
  const short = Math.max(1, Math.min(file.width, file.height));
  return file.width + file.height <= 10_000 && long / short <= 20;
}

function bareMime(file: OutboundFile): string {
  return (file.mime.split(';')[0] ?? '').trim().toLowerCase();
}
