import { ChannelError } from '../../channels/errors.ts';
import type { ChatId, ExternalId, UserId } from '../../channels/ids.ts';
import { fields, text } from '../../channels/json.ts';
import type { Person } from '../../channels/message.ts';
import type { OutboundMessage } from '../../channels/outbound.ts';
import { CAPTION_LIMIT, TEXT_LIMIT } from '../../channels/telegram/capabilities.ts';
import { addressOf, encodeEdit } from '../../channels/telegram/encode.ts';
import { fromChatId, toMessageNumber } from '../../channels/telegram/ids.ts';
import { personOf } from '../../channels/telegram/people.ts';
import type { Call } from './client.ts';
import { badRequest, isMissingMethod, toChannelError } from './errors.ts';

const DELETE_LIMIT = 100;

/** Changes the text, or the caption of a message with a file. Saying the same again is success. */
export async function edit(
  call: Call,
  id: ExternalId,
  message: OutboundMessage,
  signal: AbortSignal,
): Promise<void> {
  const message_id = numberOf(id);
  const asText = async (): Promise<void> => {
    const { body } = whole(message, TEXT_LIMIT);
    await call('editMessageText', { ...body, message_id }, signal);
  };
  const asCaption = async (): Promise<void> => {
    const { text: caption, entities: caption_entities, ...rest } = whole(message, CAPTION_LIMIT).body;
    await call('editMessageCaption', { ...rest, caption, caption_entities, message_id }, signal);
  };
  await (message.files.length > 0 ? asCaption() : asText())
    .catch(async (error) => {
      if (!/no text in the message to edit/i.test(badRequest(error) ?? '')) throw error;
      await asCaption();
    })
    .catch((error) => forgive(error, /message is not modified/i));
}

/** Removes our messages everywhere; those already gone are no failure. */
export async function remove(
  call: Call,
  chat: ChatId,
  ids: ExternalId[],
  signal: AbortSignal,
): Promise<void> {
  const { business } = fromChatId(chat);
  const numbers = ids.map(numberOf);
  for (let at = 0; at < numbers.length; at += DELETE_LIMIT) {
    const message_ids = numbers.slice(at, at + DELETE_LIMIT);
    const done =
      business === undefined
        ? call('deleteMessages', { ...addressOf(chat), message_ids }, signal)
        : call('deleteBusinessMessages', { business_connection_id: business, message_ids }, signal);
    await done.catch((error) => forgive(error, /message to delete not found/i));
  }
}

/** Shown for about five seconds; the caller repeats it. */
export async function typing(call: Call, chat: ChatId, signal: AbortSignal): Promise<void> {
  await call('sendChatAction', { ...addressOf(chat), action: 'typing' }, signal).catch(rethrow);
}

/** A bot may leave one reaction, of a fixed list written without variation selectors; none removes it. */
export async function react(
  call: Call,
  chat: ChatId,
  id: ExternalId,
  reactions: string[],
  signal: AbortSignal,
): Promise<void> {
  const [first] = reactions;
  const reaction = first === undefined ? [] : [{ type: 'emoji', emoji: first.replaceAll('\uFE0F', '') }];
  const body = { ...addressOf(chat), message_id: numberOf(id), reaction };
  await call('setMessageReaction', body, signal).catch(rethrow);
}

/** Stops the button's spinner; a press that is too old has none any more. */
export async function answerButton(
  call: Call,
  token: string,
  words: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const body = { callback_query_id: token, ...(words === undefined ? {} : { text: words.slice(0, 200) }) };
  await call('answerCallbackQuery', body, signal).catch((error) =>
    forgive(error, /query is too old|query ID is invalid/i),
  );
}

/** Name and picture as they are now; undefined for somebody the bot has never met. */
export async function profile(call: Call, user: UserId, signal: AbortSignal): Promise<Person | undefined> {
  let chat: unknown;
  try {
    chat = await call('getChat', { chat_id: Number(user) }, signal);
  } catch (error) {
    const failure = toChannelError(error);
    if (failure.code === 'recipient_unknown' || failure.code === 'rejected') return undefined;
    if (isMissingMethod(error)) return undefined;
    throw failure;
  }
  const person = personOf(chat);
  const photo = fields(fields(chat)?.photo);
  const fileId = text(photo?.big_file_id) ?? text(photo?.small_file_id);
  if (person === undefined || fileId === undefined) return person;
  const uniqueId = text(photo?.big_file_unique_id);
  return { ...person, avatar: { fileId, ...(uniqueId === undefined ? {} : { uniqueId }) } };
}

function whole(message: OutboundMessage, limit: number): { body: Record<string, unknown> } {
  const encoded = encodeEdit(message, limit);
  if (encoded !== undefined) return encoded;
  const detail = `An edited message may hold ${limit} characters.`;
  throw new ChannelError('too_large', detail, { certainty: 'not-sent' });
}

function numberOf(id: ExternalId): number {
  const number = toMessageNumber(id);
  if (number !== undefined) return number;
  throw new ChannelError('unsupported', 'This entry is not a message of the network.', {
    certainty: 'not-sent',
  });
}

function forgive(error: unknown, harmless: RegExp): void {
  if (!harmless.test(badRequest(error) ?? '')) throw toChannelError(error);
}

function rethrow(error: unknown): never {
  throw toChannelError(error);
}
