import { amount, compact, type Fields, fields, number, text } from '../json.ts';
import { type Attachment, type AttachmentKind, type Card, type Content, emptyContent } from '../message.ts';
import { plain } from '../richtext.ts';
import { asksForPhone } from './tracking.ts';

const MEDIA_KINDS: Readonly<Record<string, AttachmentKind>> = {
  picture: 'image',
  video: 'video',
  file: 'file',
  sticker: 'sticker',
};

/** All that a `message` says. A kind of the future becomes a placeholder and keeps its words and its file. */
export function contentOf(message: Fields, silent: boolean): Content {
  const type = text(message.type) ?? '';
  const content = { ...emptyContent(), text: plain(text(message.text) ?? '') };
  content.attachments = attachmentsOf(message, type);
  content.cards = cardsOf(message, type, silent);
  if (silent && type === 'text') content.text = plain('');
  if (content.text.text === '' && content.attachments.length === 0 && content.cards.length === 0) {
    content.cards.push({ kind: 'placeholder', what: 'empty' });
  }
  return content;
}

function attachmentsOf(message: Fields, type: string): Attachment[] {
  const url = text(message.media);
  if (url === undefined || type === 'url') return [];
  const known = Object.hasOwn(MEDIA_KINDS, type) ? MEDIA_KINDS[type] : undefined;
  return [
    compact<Attachment>({
      kind: known ?? 'file',
      // The link dies after about an hour; the file is fetched on receipt.
      ref: { url },
      name: fileName(message.file_name),
      size: amount(message.size),
      duration: type === 'video' ? amount(message.duration) : undefined,
      label: type === 'sticker' ? wordOf(message.sticker_id) : undefined,
    }),
  ];
}

/** Seen in practice: the name of a video may be the word "null". */
function fileName(value: unknown): string | undefined {
  const name = text(value);
  return name === 'null' ? undefined : name;
}

function wordOf(value: unknown): string | undefined {
  const found = number(value);
  return found === undefined ? text(value) : String(found);
}

function cardsOf(message: Fields, type: string, silent: boolean): Card[] {
  switch (type) {
    case 'text': {
      const body = text(message.text);
      return silent && body !== undefined ? [{ kind: 'button', label: body, payload: body }] : [];
    }
    case 'contact':
      return [contactCard(fields(message.contact), asksForPhone(message.tracking_data))];
    case 'location':
      return [locationCard(fields(message.location))];
    case 'url': {
      const url = text(message.media);
      return url === undefined ? [{ kind: 'placeholder', what: 'link' }] : [{ kind: 'link', url }];
    }
    case 'sticker':
      return text(message.media) === undefined
        ? [
            compact<Card & { kind: 'placeholder' }>({
              kind: 'placeholder',
              what: 'sticker',
              detail: wordOf(message.sticker_id),
            }),
          ]
        : [];
    default:
      return Object.hasOwn(MEDIA_KINDS, type)
        ? []
        : [{ kind: 'placeholder', what: 'unknown-content', detail: type }];
  }
}

/** The card carries no id: it is the sender's own number only as the answer to our own button. */
function contactCard(card: Fields | undefined, asked: boolean): Card {
  const phone = text(card?.phone_number);
  return {
    kind: 'contact',
    name: text(card?.name) ?? '',
    phones: phone === undefined ? [] : [phone],
    own: asked && phone !== undefined,
  };
}

function locationCard(place: Fields | undefined): Card {
  const latitude = number(place?.lat);
  const longitude = number(place?.lon);
  const address = text(place?.address);
  if (latitude === undefined || longitude === undefined) {
    return compact<Card & { kind: 'placeholder' }>({
      kind: 'placeholder',
      what: 'location',
      detail: address,
    });
  }
  return compact<Card & { kind: 'location' }>({ kind: 'location', latitude, longitude, address });
}
