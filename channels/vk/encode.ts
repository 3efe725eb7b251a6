import type { Degradation } from '../capabilities.ts';
import type { AccountView } from '../contract.ts';
import { fileSupport, lostSpans, noteLoss } from '../losses.ts';
import type { Encoded, OutboundFile, OutboundMessage, OutboundPart } from '../outbound.ts';
import { toPlainText } from '../plaintext.ts';
import { plain, splitText } from '../richtext.ts';
import { ATTACHMENT_LIMIT, capabilities, TEXT_LIMIT } from './capabilities.ts';
import { isGroupChat, randomId, toApi } from './ids.ts';
import { keyboardOf } from './keyboard.ts';

/** One `messages.send` a part; the adapter uploads the files and puts `attachment` in. */
export function encode(message: OutboundMessage, _account: AccountView): Encoded {
  const degradations = lostSpans(message.text, capabilities);
  const pieces = textPieces(message, degradations);
  const albums = filesOf(message, degradations);
  const count = Math.max(pieces.length, 1) + Math.max(albums.length - 1, 0);
  const parts: OutboundPart[] = [];
  for (let index = 0; index < count; index += 1) {
    const text = pieces[index];
    // Files go with the last piece of text, so that a short answer with its pictures stays one message.
    const album = albums[index - Math.max(pieces.length - 1, 0)] ?? [];
    if (text === undefined && album.length === 0) continue;
    parts.push(partOf(message, parts.length, text, album));
  }
  const keyboard = keyboardOf(message.buttons, degradations);
  const last = parts.at(-1);
  if (keyboard !== undefined && last !== undefined) {
    parts[parts.length - 1] = { ...last, body: { ...last.body, keyboard } };
  }
  return { parts, degradations };
}

function textPieces(message: OutboundMessage, degradations: Degradation[]): string[] {
  const subject = message.subject ?? '';
  if (subject !== '') noteLoss(degradations, { what: 'subject', support: 'converted' });
  const words = [subject, toPlainText(message.text)].filter((line) => line !== '').join('\n\n');
  if (words === '') return [];
  const pieces = splitText(plain(words), TEXT_LIMIT).map((piece) => piece.text);
  if (pieces.length > 1) {
    noteLoss(degradations, { what: 'length', support: 'converted', detail: String(pieces.length) });
  }
  return pieces;
}

/** Goes as a voice message; one in another format is a file among files. */
const isVoice = (file: OutboundFile): boolean =>
  file.kind === 'voice' && fileSupport(file, capabilities) === 'native';

/** Ten files a message; a voice message stands alone. */
function filesOf(message: OutboundMessage, degradations: Degradation[]): OutboundFile[][] {
  const albums: OutboundFile[][] = [];
  for (const file of message.files) {
    const support = fileSupport(file, capabilities);
    if (support !== 'native') noteLoss(degradations, { what: file.kind, support });
    const last = albums.at(-1);
    const alone = isVoice(file) || (last?.[0] !== undefined && isVoice(last[0]));
    if (last === undefined || alone || last.length === ATTACHMENT_LIMIT) albums.push([file]);
    else last.push(file);
  }
  return albums;
}

function partOf(
  message: OutboundMessage,
  index: number,
  text: string | undefined,
  files: OutboundFile[],
): OutboundPart {
  const key = randomId(message.id, index);
  const reply = index === 0 ? replyOf(message) : {};
  return {
    method: 'messages.send',
    body: { peer_id: Number(message.chat), random_id: key, message: text ?? '', ...reply },
    files,
    echoKey: String(key),
  };
}

/** `forward` with `is_reply` names the message by its number in the dialogue; `reply_to` by the community's. */
function replyOf(message: OutboundMessage): Record<string, unknown> {
  if (message.replyTo === undefined) return {};
  const target = toApi(message.replyTo.id);
  if ('message_id' in target) return isGroupChat(message.chat) ? {} : { reply_to: target.message_id };
  const forward = {
    peer_id: Number(message.chat),
    conversation_message_ids: [target.conversation_message_id],
    is_reply: 1,
  };
  return { forward: JSON.stringify(forward) };
}
