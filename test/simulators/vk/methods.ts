import { type Community, post } from './community.ts';
import { sendMessage } from './send.ts';

export type Answer = { response: unknown } | { error: { error_code: number; error_msg: string } } | 'drop';

export const ok = (response: unknown): Answer => ({ response });
export const fail = (code: number, words = `error ${code}`): Answer => ({
  error: { error_code: code, error_msg: words },
});

type Method = (community: Community, form: URLSearchParams) => Answer | Promise<Answer>;

const METHODS: Readonly<Record<string, Method>> = {
  'messages.send': sendMessage,
  'messages.edit': editMessage,
  'messages.delete': deleteMessages,
  'messages.markAsRead': () => ok(1),
  'messages.setActivity': () => ok(1),
  'messages.sendReaction': () => ok(1),
  'messages.deleteReaction': () => ok(1),
  'messages.sendMessageEventAnswer': () => ok(1),
  'messages.getConversations': conversations,
  'messages.getHistory': history,
  'messages.getByConversationMessageId': byNumber,
  'users.get': users,
  'groups.getById': (community) =>
    ok({ groups: [{ id: community.groupId, name: community.name, screen_name: 'havan' }] }),
  'groups.getLongPollServer': (community) =>
    ok({
      server: `${community.origin}/longpoll`,
      key: community.key,
      ts: String(community.queue.at(-1)?.ts ?? community.oldest),
    }),
  'groups.getCallbackConfirmationCode': (community) => ok({ code: community.confirmation }),
  'groups.getCallbackServers': (community) =>
    ok({ count: community.callbacks.length, items: community.callbacks }),
  'groups.addCallbackServer': addServer,
  'groups.setCallbackSettings': () => ok(1),
  'groups.setLongPollSettings': () => ok(1),
  'photos.getMessagesUploadServer': (community) => ok({ upload_url: `${community.origin}/upload/photo` }),
  'photos.saveMessagesPhoto': (community, form) => {
    const [key] = JSON.parse(form.get('photo') ?? '[]') as string[];
    return ok([{ id: numberOf(key), owner_id: -community.groupId, access_key: 'k', upload: key }]);
  },
  'docs.getMessagesUploadServer': (community) => ok({ upload_url: `${community.origin}/upload/doc` }),
  'docs.save': (community, form) => {
    const id = numberOf(form.get('file') ?? undefined);
    return ok({ type: 'doc', doc: { id, owner_id: -community.groupId, title: form.get('title') } });
  },
};

const numberOf = (key: string | undefined) => Number(/\d+$/.exec(key ?? '')?.[0] ?? 0);

export async function answerMethod(
  community: Community,
  method: string,
  form: URLSearchParams,
): Promise<Answer> {
  if (!form.has('v')) return fail(8, 'v is required');
  return METHODS[method]?.(community, form) ?? fail(3, 'Unknown method passed.');
}

function editMessage(community: Community, form: URLSearchParams): Answer {
  const number = Number(form.get('conversation_message_id') ?? form.get('cmid'));
  const peer = Number(form.get('peer_id'));
  const found = community.messages.find(
    (message) => message.peer_id === peer && message.conversation_message_id === number && message.out === 1,
  );
  if (found === undefined) return fail(100, 'message not found');
  found.text = form.get('message') ?? '';
  return ok(1);
}

function deleteMessages(community: Community, form: URLSearchParams): Answer {
  const numbers = (form.get('cmids') ?? '').split(',').map(Number);
  const peer = Number(form.get('peer_id'));
  community.messages = community.messages.filter(
    (message) => message.peer_id !== peer || !numbers.includes(message.conversation_message_id),
  );
  return ok(1);
}

function conversations(community: Community, form: URLSearchParams): Answer {
  const last = new Map(community.messages.map((message) => [message.peer_id, message]));
  const all = [...last.values()].sort((a, b) => b.id - a.id);
  const offset = Number(form.get('offset') ?? 0);
  const page = all.slice(offset, offset + Number(form.get('count') ?? 20));
  return ok({
    count: all.length,
    items: page.map((message) => ({
      conversation: { peer: { id: message.peer_id } },
      last_message: message,
    })),
  });
}

function history(community: Community, form: URLSearchParams): Answer {
  const peer = Number(form.get('peer_id'));
  const all = community.messages.filter((message) => message.peer_id === peer).reverse();
  const offset = Number(form.get('offset') ?? 0);
  return ok({ count: all.length, items: all.slice(offset, offset + Number(form.get('count') ?? 20)) });
}

function byNumber(community: Community, form: URLSearchParams): Answer {
  if (community.faults.wholeGone) return fail(10, 'Internal server error');
  const numbers = (form.get('conversation_message_ids') ?? '').split(',').map(Number);
  const peer = Number(form.get('peer_id'));
  const found = community.messages.filter(
    (message) => message.peer_id === peer && numbers.includes(message.conversation_message_id),
  );
  return ok({ count: found.length, items: found });
}

function users(community: Community, form: URLSearchParams): Answer {
  const ids = (form.get('user_ids') ?? '').split(',').map(Number);
  const found = ids.flatMap((id) => {
    const user = community.users.get(id);
    return user === undefined
      ? []
      : [{ id, ...user, photo_200: `${community.origin}/file/avatar-${id}.jpg` }];
  });
  return ok(found);
}

/** Asks the address for the confirmation string before it counts as a server. */
async function addServer(community: Community, form: URLSearchParams): Promise<Answer> {
  const url = form.get('url') ?? '';
  const secret = form.get('secret_key') ?? '';
  const body = JSON.stringify({ type: 'confirmation', group_id: community.groupId, secret });
  const answer = await post(url, body, 0, community.ended);
  if (answer !== community.confirmation) return fail(2000, 'confirmation failed');
  const server = { id: community.callbacks.length + 1, url, secret };
  community.callbacks.push(server);
  return ok({ server_id: server.id });
}
