import { type Fields, fields, items, wholeId } from '../../channels/json.ts';

/**
 * What a call of the owner's bot did to a chat, in the shape of an update of ours: the network never tells a bot of
 * its own messages. Empty for calls that leave no trace in a chat.
 */
export function recordsOf(method: string, payload: unknown, result: unknown, now: number): Fields[] {
  const given = fields(payload) ?? {};
  if (/^(send|forward)/i.test(method))
    return messagesOf(result).map((message) => ({ sent_message: message }));
  if (/^edit/i.test(method)) return messagesOf(result).map((message) => ({ edited_sent_message: message }));
  if (/^copyMessages?$/i.test(method)) return copiesOf(given, result, now);
  if (/^deleteMessages?$/i.test(method) && result === true) return [deletionOf(given, now)];
  return [];
}

function messagesOf(result: unknown): Fields[] {
  const found = Array.isArray(result) ? items(result) : [fields(result)];
  return found.filter(
    (one) => one !== undefined && fields(one.chat) !== undefined && wholeId(one.message_id) !== undefined,
  ) as Fields[];
}

/** A copy is answered with its number only; what it says stays with the original. */
function copiesOf(payload: Fields, result: unknown, now: number): Fields[] {
  const numbers = (Array.isArray(result) ? items(result) : items([result])).map((one) =>
    wholeId(one.message_id),
  );
  const chat = chatOf(payload);
  return numbers
    .filter((id) => id !== undefined)
    .map((id) => ({
      sent_message: { message_id: Number(id), date: Math.floor(now / 1000), chat, copied_message: true },
    }));
}

function deletionOf(payload: Fields, now: number): Fields {
  const message_ids = Array.isArray(payload.message_ids) ? payload.message_ids : [payload.message_id];
  return { deleted_sent_messages: { chat: chatOf(payload), date: Math.floor(now / 1000), message_ids } };
}

function chatOf(payload: Fields): Fields {
  const id = wholeId(payload.chat_id);
  return {
    id: id === undefined ? payload.chat_id : Number(id),
    type: id?.startsWith('-') ? 'supergroup' : 'private',
  };
}
