import { amount, compact, type Fields, fields, items, text, wholeId } from '../json.ts';
import type { Attachment, AttachmentKind } from '../message.ts';

/** Greatest picture of a list; both generations of the API name the link differently. */
export function largest(list: unknown): { url: string; width?: number; height?: number } | undefined {
  let best: { url: string; width?: number; height?: number } | undefined;
  let area = -1;
  for (const size of items(list)) {
    const url = text(size.url) ?? text(size.src);
    if (url === undefined) continue;
    const width = amount(size.width);
    const height = amount(size.height);
    if ((width ?? 0) * (height ?? 0) <= area) continue;
    area = (width ?? 0) * (height ?? 0);
    best = compact<{ url: string; width?: number; height?: number }>({ url, width, height });
  }
  return best;
}

/** Files of one attachment; undefined for a kind that is not a file. */
export function fileOf(type: string, body: Fields): Attachment | undefined {
  switch (type) {
    case 'photo':
      return photo(body);
    case 'doc':
      return document(body);
    case 'audio_message':
      return voice(body);
    case 'audio':
      return audio(body);
    case 'sticker':
      return sticker(body);
    case 'graffiti':
      return file('image', text(body.url), body, { width: amount(body.width), height: amount(body.height) });
    default:
      return undefined;
  }
}

type Extra = Partial<Record<keyof Attachment, unknown>>;

function file(kind: AttachmentKind, url: string | undefined, body: Fields, extra: Extra): Attachment {
  const owner = wholeId(body.owner_id);
  const id = wholeId(body.id);
  const ref = compact<Record<string, unknown>>({
    url,
    // Names the object for ever; the signed link above dies.
    object: owner === undefined || id === undefined ? undefined : `${owner}_${id}`,
    key: text(body.access_key),
  });
  return compact<Attachment>({
    kind,
    ref,
    fetchable: url === undefined ? false : undefined,
    ...extra,
  } as Attachment);
}

function photo(body: Fields): Attachment {
  const original = fields(body.orig_photo);
  const best = text(original?.url) === undefined ? largest(body.sizes) : largest([original]);
  return file('image', best?.url, body, { mime: 'image/jpeg', width: best?.width, height: best?.height });
}

const DOCUMENT_KINDS: Readonly<Record<number, AttachmentKind>> = {
  3: 'animation',
  4: 'image',
  5: 'audio',
  6: 'video',
};

function document(body: Fields): Attachment {
  const title = text(body.title);
  const ext = text(body.ext);
  const named =
    title === undefined || ext === undefined || title.toLowerCase().endsWith(`.${ext.toLowerCase()}`);
  const kind = DOCUMENT_KINDS[amount(body.type) ?? 0] ?? 'file';
  return file(kind, text(body.url), body, {
    name: named ? title : `${title}.${ext}`,
    size: amount(body.size),
  });
}

function voice(body: Fields): Attachment {
  const seconds = amount(body.duration);
  return file('voice', text(body.link_ogg) ?? text(body.link_mp3), body, {
    mime: text(body.link_ogg) === undefined ? 'audio/mpeg' : 'audio/ogg',
    duration: seconds === undefined ? undefined : seconds * 1000,
    label: text(body.transcript),
  });
}

/** The link of a music track is usually empty for communities. */
function audio(body: Fields): Attachment {
  const seconds = amount(body.duration);
  const name = [text(body.artist), text(body.title)].filter((part) => part !== undefined).join(' – ');
  return file('audio', text(body.url), body, {
    name: text(name),
    duration: seconds === undefined ? undefined : seconds * 1000,
  });
}

function sticker(body: Fields): Attachment {
  const best = largest(body.images) ?? largest(body.images_with_background);
  return file('sticker', best?.url, body, { width: best?.width, height: best?.height, mime: 'image/png' });
}
