import { type Fields, fields, items, wholeId } from '../../channels/json.ts';
import type { VkCall } from './call.ts';

/** The network waits for our `ok` meanwhile. */
const PATIENCE_MS = 4_000;

/** An event with the whole message in it. */
export type Complete = (event: Fields, signal: AbortSignal) => Promise<Fields>;

/**
 * Events cut long messages (`is_cropped`): attachments and forwards are missing. The whole one is asked for before the
 * event is stored. Where it cannot be had the cut one is stored, and says that it is cut.
 */
export function createComplete(call: VkCall, groupId: number): Complete {
  return async (event, signal) => {
    const object = fields(event.object);
    const wrapped = fields(object?.message);
    const message = wrapped ?? object;
    if (message?.is_cropped !== true && message?.is_cropped !== 1) return event;
    const whole = await wholeMessage(call, groupId, message, signal);
    if (whole === undefined) return event;
    return { ...event, object: wrapped === undefined ? whole : { ...object, message: whole } };
  };
}

async function wholeMessage(
  call: VkCall,
  groupId: number,
  message: Fields,
  signal: AbortSignal,
): Promise<Fields | undefined> {
  const peer = wholeId(message.peer_id);
  const number = wholeId(message.conversation_message_id);
  if (peer === undefined || number === undefined) return undefined;
  const question = { peer_id: peer, conversation_message_ids: number, group_id: groupId };
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const answer = await call('messages.getByConversationMessageId', question, patience).catch(() => undefined);
  const found = items(fields(answer)?.items).find(
    (item) => wholeId(item.conversation_message_id) === number && wholeId(item.peer_id) === peer,
  );
  if (found === undefined) return undefined;
  const { is_cropped: _, ...rest } = found;
  // What only the event carries (the key of our own send, the time of an edit) stays.
  const { is_cropped: __, ...told } = message;
  return { ...told, ...rest };
}
