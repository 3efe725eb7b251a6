import type { Degradation } from '../capabilities.ts';
import type { AccountView } from '../contract.ts';
import { lostSpans, noteLoss } from '../losses.ts';
import type { Encoded, OutboundFile, OutboundMessage, OutboundPart } from '../outbound.ts';
import { toPlainText } from '../plaintext.ts';
import { plain, splitText } from '../richtext.ts';
import {
  CAPTION_LIMIT,
  capabilities,
  PICTURE_LIMIT,
  SENDER_NAME_LIMIT,
  TEXT_LIMIT,
  VIDEO_LIMIT,
} from './capabilities.ts';
import { keyboardOf } from './keyboard.ts';
import { trackingOf } from './tracking.ts';

/** One `send_message` a part. Media goes by link: the adapter puts `media` in at the moment of sending. */
export function encode(message: OutboundMessage, account: AccountView): Encoded {
  const degradations = lostSpans(message.text, capabilities);
  const words = wordsOf(message, degradations);
  const frame = frameOf(message, account);
  const parts: OutboundPart[] = [];
  const [only] = message.files;
  const captioned =
    message.files.length === 1 && only !== undefined && isPicture(only) && words.length <= CAPTION_LIMIT;
  if (words !== '' && !captioned) parts.push(...textParts(words, frame, degradations));
  for (const file of message.files) {
    parts.push(filePart(file, captioned ? words : '', frame, degradations));
  }
  const keyboard = keyboardOf(message.buttons, degradations);
  const last = parts.at(-1);
  if (keyboard !== undefined && last !== undefined) {
    // A keyboard disappears with the next message that has none, so it belongs to the last part.
    parts[parts.length - 1] = { ...last, body: { ...last.body, keyboard, min_api_version: 3 } };
  }
  return { parts, degradations };
}

/** A quoted reply does not exist here: the passage is repeated in words. */
function wordsOf(message: OutboundMessage, degradations: Degradation[]): string {
  const lines = [toPlainText(message.text)];
  if (message.replyTo?.text !== undefined && message.replyTo.text !== '') {
    noteLoss(degradations, { what: 'reply', support: 'converted' });
    lines.unshift(`«${shorten(message.replyTo.text, 120)}»`);
  }
  if (message.subject !== undefined && message.subject !== '') {
    noteLoss(degradations, { what: 'subject', support: 'converted' });
    lines.unshift(message.subject);
  }
  return lines.filter((line) => line !== '').join('\n\n');
}

function frameOf(message: OutboundMessage, account: AccountView) {
  const name = message.sender?.name ?? String(account.settings?.senderName ?? '');
  return {
    receiver: message.chat as string,
    min_api_version: 1,
    sender: { name: shorten(name === '' ? 'Support' : name, SENDER_NAME_LIMIT) },
    tracking_data: trackingOf(message),
  };
}

function textParts(words: string, frame: object, degradations: Degradation[]): OutboundPart[] {
  const pieces = splitText(plain(words), TEXT_LIMIT);
  if (pieces.length > 1) {
    noteLoss(degradations, { what: 'length', support: 'converted', detail: String(pieces.length) });
  }
  return pieces.map((piece) => ({
    method: 'send_message',
    body: { ...frame, type: 'text', text: piece.text },
    files: [],
  }));
}

function filePart(
  file: OutboundFile,
  caption: string,
  frame: object,
  degradations: Degradation[],
): OutboundPart {
  const type = isPicture(file) ? 'picture' : isVideo(file) ? 'video' : 'file';
  if (type === 'file' && file.kind !== 'file')
    noteLoss(degradations, { what: file.kind, support: 'converted' });
  const own = type === 'picture' ? { text: caption } : { size: file.size };
  const named = type === 'file' ? { file_name: file.name } : {};
  return { method: 'send_message', body: { ...frame, type, ...own, ...named }, files: [file] };
}

function isPicture(file: OutboundFile): boolean {
  return (
    file.kind === 'image' &&
    file.size <= PICTURE_LIMIT &&
    (capabilities.media.image.mimes ?? []).includes(file.mime)
  );
}

function isVideo(file: OutboundFile): boolean {
  return file.kind === 'video' && file.size <= VIDEO_LIMIT && file.mime === 'video/mp4';
}

function shorten(words: string, limit: number): string {
  const line = words.replace(/\s+/g, ' ').trim();
  return line.length <= limit ? line : `${splitText(plain(line), limit - 1)[0]?.text ?? ''}…`;
}
