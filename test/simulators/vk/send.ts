import type { Community, VkMessage } from './community.ts';
import { type Answer, fail, ok } from './methods.ts';

const INT32 = 2 ** 31;

/** `messages.send`: the same `random_id` to the same dialogue is sent once. */
export async function sendMessage(community: Community, form: URLSearchParams): Promise<Answer> {
  const many = form.has('peer_ids');
  const peer = Number(many ? form.get('peer_ids') : (form.get('peer_id') ?? form.get('user_id')));
  const random = form.has('random_id') ? Number(form.get('random_id')) : Number.NaN;
  if (!Number.isInteger(random) || random < -INT32 || random >= INT32)
    return fail(100, 'random_id is a required parameter');
  const refusal = refusalOf(community, form, peer);
  const planned = community.faults.errors.shift() ?? 0;
  if (planned === 6) return fail(6, 'Too many requests per second');
  const code = planned === 0 ? refusal : planned;
  if (code !== 0) {
    return many
      ? ok([{ peer_id: peer, message_id: 0, error: { code, description: `error ${code}` } }])
      : fail(code);
  }
  const key = `${peer}/${random}`;
  const known = random === 0 ? undefined : community.memory.get(key);
  const message = known ?? (await take(community, form, peer, random));
  community.memory.set(key, message);
  if (community.faults.dropAfterTaking > 0) {
    community.faults.dropAfterTaking -= 1;
    return 'drop';
  }
  const numbers = { message_id: message.id, conversation_message_id: message.conversation_message_id };
  return many ? ok([{ peer_id: peer, ...numbers }]) : ok(message.id);
}

function refusalOf(community: Community, form: URLSearchParams, peer: number): number {
  const text = form.get('message') ?? '';
  const attachment = form.get('attachment') ?? '';
  if (text === '' && attachment === '') return 100;
  if (text.length > 4096) return 914;
  if (attachment.split(',').length > 10) return 100;
  if (!isKeyboard(form.get('keyboard'))) return 911;
  if (!community.users.has(peer)) return 936;
  return community.allowed.has(peer) ? 0 : 901;
}

function isKeyboard(json: string | null): boolean {
  if (json === null) return true;
  const keyboard = JSON.parse(json) as { inline?: boolean; buttons?: { action?: { label?: string } }[][] };
  const rows = keyboard.buttons ?? [];
  const limits = keyboard.inline === true ? { rows: 6, all: 10 } : { rows: 10, all: 40 };
  const tooLong = rows.flat().some((button) => (button.action?.label ?? '').length > 40);
  return (
    rows.length <= limits.rows &&
    rows.flat().length <= limits.all &&
    rows.every((row) => row.length <= 5) &&
    !tooLong
  );
}

async function take(
  community: Community,
  form: URLSearchParams,
  peer: number,
  random: number,
): Promise<VkMessage> {
  const attachments = (form.get('attachment') ?? '').split(',').filter((name) => name !== '');
  const message = await community.say({
    peer_id: peer,
    from_id: -community.groupId,
    out: 1,
    text: form.get('message') ?? '',
    random_id: random,
    attachments: attachments.map((name) => ({ type: /^[a-z]+/.exec(name)?.[0], name })),
    ...(form.has('forward') ? { forward: JSON.parse(form.get('forward') ?? '{}') } : {}),
    ...(form.has('keyboard') ? { keyboard: JSON.parse(form.get('keyboard') ?? '{}') } : {}),
  });
  const echo = () => community.emit('message_reply', message);
  if (community.faults.echo === 'before') await echo();
  if (community.faults.echo === 'after') setTimeout(() => void echo(), 10);
  return message;
}
