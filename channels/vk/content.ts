import { compact, type Fields, fields, items, milliseconds, text, wholeId } from '../json.ts';
import { type Card, type Content, emptyContent, type Forward, type Reference } from '../message.ts';
import { cardOf, locationOf, placeholder, serviceCard } from './cards.ts';
import { isGroupChat, messageIdOf, toChatId } from './ids.ts';
import { fileOf } from './media.ts';
import { richText } from './text.ts';

/** The network nests no deeper; foreign JSON might. */
const FORWARD_DEPTH = 45;

/** Names by the network's numbers, where they were asked for before the event was stored. */
export type Names = Readonly<Record<string, unknown>>;

/** All that a message says, forwards inside forwards included. */
export function contentOf(message: Fields, names: Names = {}, depth = 0): Content {
  const content: Content = { ...emptyContent(), text: richText(message.text ?? message.body) };
  for (const attachment of items(message.attachments)) {
    const type = text(attachment.type) ?? '';
    const body = fields(attachment[type]) ?? {};
    const file = fileOf(type, body);
    if (file !== undefined) content.attachments.push(file);
    else content.cards.push(cardOf(type, body));
  }
  const extra: (Card | undefined)[] = [
    locationOf(message.geo),
    serviceCard(message.action),
    pressOf(message, content),
  ];
  content.cards.push(...extra.filter((card) => card !== undefined));
  const forwards =
    depth < FORWARD_DEPTH ? items(message.fwd_messages).map((item) => forwardOf(item, names, depth + 1)) : [];
  if (forwards.length > 0) content.forwards = forwards;
  const answered = fields(message.reply_message);
  if (answered !== undefined) content.replyTo = referenceOf(answered, names);
  if (message.is_cropped === true) content.cards.push(placeholder('cropped'));
  if (isSilent(content))
    content.cards.push(placeholder(message.is_unavailable === true ? 'unavailable' : 'empty'));
  return content;
}

function isSilent(content: Content): boolean {
  const { text: words, attachments, cards, forwards } = content;
  return words.text === '' && attachments.length === 0 && cards.length === 0 && forwards === undefined;
}

/** A button's hidden value. Any client can send any payload: it is shown and matched, never trusted. */
function pressOf(message: Fields, content: Content): Card | undefined {
  const payload = text(message.payload);
  if (payload === undefined || message.out === 1) return undefined;
  return { kind: 'button', label: content.text.text, payload: readPayload(payload) };
}

/** Payloads of ours are `{"b": value}`; whatever else came is kept as it is, valid JSON or not. */
export function readPayload(payload: string): string {
  try {
    const read: unknown = JSON.parse(payload);
    return typeof read === 'string' ? read : (text(fields(read)?.b) ?? payload);
  } catch {
    return payload;
  }
}

function forwardOf(message: Fields, names: Names, depth: number): Forward {
  return { from: referenceOf(message, names), content: contentOf(message, names, depth) };
}

function referenceOf(message: Fields, names: Names): Reference {
  const author = wholeId(message.from_id);
  const chat = toChatId(message.peer_id);
  return compact<Reference>({
    id: messageIdOf(message),
    chat: chat !== undefined && isGroupChat(chat) ? chat : undefined,
    author: author === undefined ? undefined : (text(names[author]) ?? author),
    text: text(richText(message.text).text),
    sentAt: milliseconds(message.date),
  });
}
