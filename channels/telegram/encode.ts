import type { Degradation } from '../capabilities.ts';
import type { AccountView } from '../contract.ts';
import type { ChatId } from '../ids.ts';
import type { Encoded, OutboundFile, OutboundMessage, OutboundPart } from '../outbound.ts';
import { type RichText, splitText } from '../richtext.ts';
import { CAPTION_LIMIT, LOCAL_UPLOAD_LIMIT, TEXT_LIMIT, UPLOAD_LIMIT } from './capabilities.ts';
import { keyboardOf } from './encode-buttons.ts';
import { mergeLosses } from './encode-losses.ts';
import { albumsOf, fileMark, formOf, mediaDetails, mediaLosses } from './encode-media.ts';
import { outboundText, toEntities } from './encode-text.ts';
import { fromChatId, toMessageNumber } from './ids.ts';

type Body = Record<string, unknown>;

/** Files larger than this are refused by the server that the account talks to. */
export function uploadLimit(account: AccountView): number {
  return account.settings?.apiRoot === undefined ? UPLOAD_LIMIT : LOCAL_UPLOAD_LIMIT;
}

/** One call per part: texts cut at the limit, neighbouring files as albums, the text as a caption where it fits. */
export function encode(message: OutboundMessage, account: AccountView): Encoded {
  const losses: Degradation[] = [];
  const keyboard = keyboardOf(message.buttons, fromChatId(message.chat).business !== undefined, losses);
  const words = outboundText(message, keyboard?.lines ?? [], losses);
  losses.push(...mediaLosses(message.files, uploadLimit(account)));
  const parts =
    keyboard?.markup === undefined
      ? withoutKeyboard(words, message.files, losses)
      : withKeyboard(words, message.files, keyboard.markup, losses);
  const address = addressOf(message.chat);
  const reply = replyOf(message, losses);
  return {
    parts: parts.map((part, index) => ({
      ...part,
      body: { ...address, ...part.body, ...(index === 0 ? reply : {}) },
    })),
    degradations: mergeLosses(losses),
  };
}

/** Parameters that lead every call to the right chat. */
export function addressOf(chat: ChatId): Body {
  const { chat: id, business, topic, forum } = fromChatId(chat);
  return {
    chat_id: /^-?\d+$/.test(id) ? Number(id) : id,
    ...(business === undefined ? {} : { business_connection_id: business }),
    ...(topic === undefined ? {} : { direct_messages_topic_id: Number(topic) }),
    ...(forum === undefined ? {} : { message_thread_id: Number(forum) }),
  };
}

/** The new text of a sent message, whole; undefined when it would need a second message. */
export function encodeEdit(message: OutboundMessage, limit: number): { body: Body } | undefined {
  const losses: Degradation[] = [];
  const keyboard = keyboardOf(message.buttons, fromChatId(message.chat).business !== undefined, losses);
  const words = outboundText(message, keyboard?.lines ?? [], losses);
  if (words.text.length > limit) return undefined;
  const markup = keyboard?.markup;
  const inline = markup !== undefined && 'inline_keyboard' in markup ? { reply_markup: markup } : {};
  return {
    body: { ...addressOf(message.chat), text: words.text, entities: toEntities(words, losses), ...inline },
  };
}

function withoutKeyboard(words: RichText, files: OutboundFile[], losses: Degradation[]): OutboundPart[] {
  const albums = albumsOf(files);
  const first = albums[0]?.[0];
  const captioned = first !== undefined && formOf(first).captioned && words.text.length <= CAPTION_LIMIT;
  if (captioned)
    return albums.map((album, index) => mediaPart(album, index === 0 ? words : undefined, losses));
  if (first !== undefined && words.text !== '') losses.push({ what: 'caption', support: 'converted' });
  return [...textParts(words, losses), ...albums.map((album) => mediaPart(album, undefined, losses))];
}

/** The keyboard hangs on the last message, and an album cannot carry one. */
function withKeyboard(
  words: RichText,
  files: OutboundFile[],
  markup: Body,
  losses: Degradation[],
): OutboundPart[] {
  const last = files.at(-1);
  if (last === undefined) return hangOnLast(textParts(words, losses), markup, losses);
  const fits = formOf(last).captioned && words.text.length <= CAPTION_LIMIT;
  if (words.text === '' || (fits && files.length === 1)) {
    const before = albumsOf(files.slice(0, -1)).map((album) => mediaPart(album, undefined, losses));
    return hangOnLast([...before, mediaPart([last], words, losses)], markup, losses);
  }
  losses.push({ what: 'caption', support: 'converted' });
  const media = albumsOf(files).map((album) => mediaPart(album, undefined, losses));
  return hangOnLast([...media, ...textParts(words, losses)], markup, losses);
}

function hangOnLast(parts: OutboundPart[], markup: Body, losses: Degradation[]): OutboundPart[] {
  const last = parts.at(-1);
  if (last === undefined) {
    losses.push({ what: 'buttons', support: 'dropped' });
    return parts;
  }
  return [...parts.slice(0, -1), { ...last, body: { ...last.body, reply_markup: markup } }];
}

function textParts(words: RichText, losses: Degradation[]): OutboundPart[] {
  if (words.text === '') return [];
  const pieces = splitText(words, TEXT_LIMIT).filter((piece) => piece.text.trim() !== '');
  if (pieces.length > 1) losses.push({ what: 'length', support: 'converted', detail: String(pieces.length) });
  return pieces.map((piece) => {
    const entities = toEntities(piece, losses);
    return {
      method: 'sendMessage',
      body: { text: piece.text, ...(entities.length === 0 ? {} : { entities }) },
      files: [],
    };
  });
}

function mediaPart(files: OutboundFile[], words: RichText | undefined, losses: Degradation[]): OutboundPart {
  const items = files.map((file, index) => {
    const form = formOf(file);
    const caption = index === 0 && words !== undefined ? captionOf(words, losses) : {};
    return { form, mark: fileMark(index), extra: { ...mediaDetails(file, form), ...caption } };
  });
  const [only] = items;
  if (items.length === 1 && only !== undefined) {
    const { form, mark, extra } = only;
    return { method: form.method, body: { [form.field]: mark, ...extra }, files };
  }
  const media = items.map(({ form, mark, extra }) => ({ type: form.field, media: mark, ...extra }));
  return { method: 'sendMediaGroup', body: { media }, files, weight: files.length };
}

function captionOf(words: RichText, losses: Degradation[]): Body {
  if (words.text === '') return {};
  const entities = toEntities(words, losses);
  return { caption: words.text, ...(entities.length === 0 ? {} : { caption_entities: entities }) };
}

function replyOf(message: OutboundMessage, losses: Degradation[]): Body {
  if (message.replyTo === undefined) return {};
  const id = toMessageNumber(message.replyTo.id);
  if (id !== undefined) return { reply_parameters: { message_id: id, allow_sending_without_reply: true } };
  losses.push({ what: 'reply', support: 'dropped' });
  return {};
}
