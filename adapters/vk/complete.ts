import { type Fields, fields, items, wholeId } from '../../channels/json.ts';
import type { Person } from '../../channels/message.ts';
import type { VkCall } from './call.ts';

/** The network waits for our `ok` meanwhile. */
const PATIENCE_MS = 4_000;

/** The network nests no deeper; foreign JSON might. */
const DEEPEST = 45;
const MOST_NAMES = 100;

type Profile = (id: string, signal: AbortSignal) => Promise<Person | undefined>;

/** An event with the whole message in it. */
export type Complete = (event: Fields, signal: AbortSignal) => Promise<Fields>;

/**
 * Events cut long messages (`is_cropped`): attachments and forwards are missing. The whole one is asked for before the
 * event is stored. Where it cannot be had the cut one is stored, and says that it is cut. Whose words were forwarded
 * or answered is a number on this network: their names are asked for too and stored beside the event.
 */
export function createComplete(call: VkCall, groupId: number, profile: Profile): Complete {
  return async (event, signal) => {
    const object = fields(event.object);
    const wrapped = fields(object?.message);
    const message = wrapped ?? object;
    if (message === undefined) return event;
    const cut = message.is_cropped === true || message.is_cropped === 1;
    const whole = cut ? await wholeMessage(call, groupId, message, signal) : undefined;
    const names = await namesIn(whole ?? message, profile, signal);
    const named = Object.keys(names).length === 0 ? event : { ...event, names };
    if (whole === undefined) return named;
    return { ...named, object: wrapped === undefined ? whole : { ...object, message: whole } };
  };
}

async function namesIn(message: Fields, profile: Profile, signal: AbortSignal): Promise<Fields> {
  const ids = [...new Set(quotedAuthors(message))].slice(0, MOST_NAMES);
  if (ids.length === 0) return {};
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const asked = ids.map((id) => profile(id, patience).catch(() => undefined));
  const people = await Promise.all(asked);
  return Object.fromEntries(ids.flatMap((id, at) => (people[at]?.name ? [[id, people[at].name]] : [])));
}

/** Authors of everything that is forwarded or answered, however deep. */
function quotedAuthors(message: Fields, depth = 0): string[] {
  if (depth > DEEPEST) return [];
  const answered = fields(message.reply_message);
  return [...items(message.fwd_messages), ...(answered === undefined ? [] : [answered])].flatMap((quoted) => {
    const author = wholeId(quoted.from_id);
    return [...(author === undefined ? [] : [author]), ...quotedAuthors(quoted, depth + 1)];
  });
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
