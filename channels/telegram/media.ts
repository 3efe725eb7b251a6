import { amount, compact, type Fields, fields, items, milliseconds, text } from '../json.ts';
import type { Attachment, AttachmentKind } from '../message.ts';
import { FETCH_LIMIT } from './capabilities.ts';

/** Whether the server refuses big downloads; a local Bot API server does not. */
export interface FetchRules {
  limited: boolean;
}

/** Every file of a message. The specific field wins: an animation also fills `document`, a live photo `photo`. */
export function attachmentsOf(message: Fields, rules: FetchRules): Attachment[] {
  const live = fields(message.live_photo);
  if (live !== undefined) return livePhoto(live, message.photo, rules);
  const photo = biggest(message.photo);
  if (photo !== undefined) return [photoFile(photo, rules)];
  for (const read of [animation, video, videoNote, audio, voice, sticker, document]) {
    const found = read(message, rules);
    if (found !== undefined) return [found];
  }
  return [];
}

/** The paid items that have been opened; previews have no file. */
export function paidAttachments(paid: Fields, rules: FetchRules): Attachment[] {
  return items(paid.paid_media).flatMap((item) => attachmentsOf(item, rules));
}

function livePhoto(live: Fields, still: unknown, rules: FetchRules): Attachment[] {
  const photo = biggest(live.photo) ?? biggest(still);
  const moving = file('video', live, { mime: 'video/mp4' }, rules);
  return [
    ...(photo === undefined ? [] : [photoFile(photo, rules)]),
    ...(moving === undefined ? [] : [moving]),
  ];
}

/** The greatest area; the order of sizes is a habit, not a promise. */
function biggest(sizes: unknown): Fields | undefined {
  let best: Fields | undefined;
  for (const size of items(sizes)) {
    if (text(size.file_id) !== undefined && (best === undefined || area(size) > area(best))) best = size;
  }
  return best;
}

const area = (size: Fields): number => (amount(size.width) ?? 0) * (amount(size.height) ?? 0);

function photoFile(photo: Fields, rules: FetchRules): Attachment {
  return build('image', photo, { mime: 'image/jpeg' }, rules);
}

function animation(message: Fields, rules: FetchRules): Attachment | undefined {
  return file('animation', fields(message.animation), {}, rules);
}

function video(message: Fields, rules: FetchRules): Attachment | undefined {
  return file('video', fields(message.video), {}, rules);
}

function videoNote(message: Fields, rules: FetchRules): Attachment | undefined {
  const note = fields(message.video_note);
  const side = amount(note?.length);
  return file('video-note', note, { mime: 'video/mp4', width: side, height: side }, rules);
}

function audio(message: Fields, rules: FetchRules): Attachment | undefined {
  const song = fields(message.audio);
  const title = [text(song?.performer), text(song?.title)].filter((part) => part !== undefined).join(' – ');
  return file('audio', song, { label: text(title) }, rules);
}

function voice(message: Fields, rules: FetchRules): Attachment | undefined {
  return file('voice', fields(message.voice), { mime: 'audio/ogg' }, rules);
}

function document(message: Fields, rules: FetchRules): Attachment | undefined {
  return file('file', fields(message.document), {}, rules);
}

function sticker(message: Fields, rules: FetchRules): Attachment | undefined {
  const found = fields(message.sticker);
  const label = text(found?.emoji);
  const still = fields(found?.thumbnail) ?? fields(found?.thumb);
  // Only the network's own apps play vector animation; everybody can see its still picture.
  if (found?.is_animated === true && text(still?.file_id) !== undefined) {
    return file('sticker', still, { mime: 'image/webp', label }, rules);
  }
  return file('sticker', found, { mime: stickerMime(found), label }, rules);
}

function stickerMime(found: Fields | undefined): string {
  if (found?.is_animated === true) return 'application/x-tgsticker';
  return found?.is_video === true ? 'video/webm' : 'image/webp';
}

interface Extra {
  mime?: string;
  width?: number | undefined;
  height?: number | undefined;
  label?: string | undefined;
}

function file(
  kind: AttachmentKind,
  found: Fields | undefined,
  extra: Extra,
  rules: FetchRules,
): Attachment | undefined {
  return found === undefined ? undefined : build(kind, found, extra, rules);
}

function build(kind: AttachmentKind, found: Fields, extra: Extra, rules: FetchRules): Attachment {
  const id = text(found.file_id);
  const size = amount(found.file_size);
  const tooBig = rules.limited && size !== undefined && size > FETCH_LIMIT;
  return compact<Attachment>({
    kind,
    ref: compact<Record<string, unknown>>({ fileId: id, uniqueId: text(found.file_unique_id), size }),
    name: text(found.file_name),
    mime: text(found.mime_type) ?? extra.mime,
    size,
    width: amount(found.width) ?? extra.width,
    height: amount(found.height) ?? extra.height,
    duration: milliseconds(found.duration),
    label: extra.label,
    fetchable: id === undefined || tooBig ? false : undefined,
  });
}
