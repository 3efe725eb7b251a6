import type { SimChat } from './chats.ts';
import { checkMarkup, checkText } from './checks.ts';
import type { Core, Method } from './core.ts';
import { integer, type Json, object, objects, seconds, string } from './json.ts';
import { mediaFields, takeFile } from './media.ts';
import { badRequest, Refusal } from './refusal.ts';

/** An own message to change, and the chat it is in. */
function ownMessage(core: Core, body: Json): { chat: SimChat; message: Json } {
  const chat = core.chats.find(body.chat_id);
  const message = chat.messages.get(integer(body.message_id) ?? 0);
  if (message === undefined) throw badRequest('message to edit not found');
  if (!core.chats.isOwn(message)) throw badRequest("message can't be edited");
  return { chat, message };
}

function change(core: Core, chat: SimChat, message: Json, fresh: Json): Json {
  const changed = { ...message, ...fresh };
  if (JSON.stringify(changed) === JSON.stringify(message)) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  const edited = { ...changed, edit_date: seconds(core.now()) };
  chat.messages.set(Number(message.message_id), edited);
  return edited;
}

function editWords(field: 'text' | 'caption'): Method {
  return (core, { body }) => {
    const { chat, message } = ownMessage(core, body);
    const isText = message.text !== undefined;
    if ((field === 'text') !== isText) throw badRequest(`there is no ${field} in the message to edit`);
    const { text, entities } = checkText(body, field);
    const { entities: _, caption_entities: __, reply_markup: ___, ...bare } = message;
    const marked =
      entities.length === 0 ? {} : { [field === 'text' ? 'entities' : 'caption_entities']: entities };
    const markup = checkMarkup(body);
    const fresh = {
      ...bare,
      [field]: text,
      ...marked,
      ...(markup === undefined ? {} : { reply_markup: markup }),
    };
    const same = JSON.stringify(sorted(fresh)) === JSON.stringify(sorted(message));
    if (same) return change(core, chat, message, {});
    chat.messages.set(Number(message.message_id), fresh);
    return change(core, chat, fresh, { edit_date: seconds(core.now()) });
  };
}

const sorted = (value: Json): Json =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

const editMedia: Method = (core, request) => {
  const { chat, message } = ownMessage(core, request.body);
  const media = object(request.body.media) ?? {};
  const kind = string(media.type) ?? '';
  const file = takeFile(core, request, kind, media.media);
  const {
    photo: _,
    video: __,
    document: ___,
    audio: ____,
    animation: _____,
    caption: ______,
    ...bare
  } = message;
  const caption = media.caption === undefined ? {} : { caption: checkText(media, 'caption').text };
  return change(core, chat, bare, { ...mediaFields(kind, file, media), ...caption });
};

const editMarkup: Method = (core, { body }) => {
  const { chat, message } = ownMessage(core, body);
  return change(core, chat, message, { reply_markup: checkMarkup(body) });
};

const deleteMessage: Method = (core, { body }) => {
  const chat = core.chats.find(body.chat_id);
  const id = integer(body.message_id) ?? 0;
  const message = chat.messages.get(id);
  if (message === undefined) throw badRequest('message to delete not found');
  if (seconds(core.now()) - Number(message.date) > 48 * 3600) throw badRequest("message can't be deleted");
  chat.messages.delete(id);
  return true;
};

const deleteMessages: Method = (core, { body }) => {
  const chat = core.chats.find(body.chat_id);
  const ids = Array.isArray(body.message_ids) ? body.message_ids : [];
  if (ids.length === 0 || ids.length > 100) throw badRequest('too many message identifiers specified');
  for (const id of ids) chat.messages.delete(integer(id) ?? 0);
  return true;
};

const deleteBusinessMessages: Method = (core, { body }) => {
  if (!core.connections.has(string(body.business_connection_id) ?? '')) {
    throw badRequest('business connection not found');
  }
  return true;
};

const answerPress: Method = (core, { body }) => {
  const id = string(body.callback_query_id) ?? '';
  const pressedAt = core.presses.get(id);
  if (pressedAt === undefined || core.now() - pressedAt > 150_000) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  }
  core.presses.delete(id);
  core.answers.push({ id, text: string(body.text) });
  return true;
};

const REACTIONS = new Set([
  '👍',
  '👎',
  '❤',
  '🔥',
  '🥰',
  '👏',
  '😁',
  '🤔',
  '🎉',
  '🙏',
  '👌',
  '💯',
  '😢',
  '🤝',
]);

const setReaction: Method = (core, { body }) => {
  const chat = core.chats.find(body.chat_id);
  if (!chat.messages.has(integer(body.message_id) ?? 0)) throw badRequest('message to react not found');
  const wanted = objects(body.reaction);
  if (wanted.length > 1) throw badRequest('REACTIONS_TOO_MANY');
  const known = wanted.every((one) => one.type === 'custom_emoji' || REACTIONS.has(String(one.emoji)));
  if (!known) throw badRequest('REACTION_INVALID');
  return true;
};

const setWebhook: Method = (core, { body }) => {
  const since = core.now() - core.lastWebhookCall;
  core.lastWebhookCall = core.now();
  if (since < 1000 * core.scale)
    throw new Refusal(429, 'Too Many Requests: retry after 1', { retry_after: 1 });
  core.polling.terminate('setWebhook request');
  core.push.set(body);
  return true;
};

const getUpdates: Method = (core, { body }) => {
  if (core.push.active) {
    throw new Refusal(
      409,
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  }
  return core.polling.get(body);
};

const getChat: Method = (core, { body }) => core.chats.find(body.chat_id).facts;

const getProfilePhotos: Method = (core, { body }) => {
  const photo = object(core.chats.find(body.user_id).facts.photo);
  const size = {
    file_id: photo?.big_file_id,
    file_unique_id: photo?.big_file_unique_id,
    width: 640,
    height: 640,
  };
  return photo === undefined ? { total_count: 0, photos: [] } : { total_count: 1, photos: [[size]] };
};

export const CHANGING: Readonly<Record<string, Method>> = {
  getme: (core) => core.bot,
  getupdates: getUpdates,
  setwebhook: setWebhook,
  deletewebhook: (core, { body }) => {
    core.push.set({ drop_pending_updates: body.drop_pending_updates });
    return true;
  },
  getwebhookinfo: (core) => core.push.info(),
  editmessagetext: editWords('text'),
  editmessagecaption: editWords('caption'),
  editmessagemedia: editMedia,
  editmessagereplymarkup: editMarkup,
  deletemessage: deleteMessage,
  deletemessages: deleteMessages,
  deletebusinessmessages: deleteBusinessMessages,
  readbusinessmessage: () => true,
  answercallbackquery: answerPress,
  setmessagereaction: setReaction,
  sendchataction: (core, { body }) => {
    core.chats.writable(body.chat_id);
    return true;
  },
  getfile: (core, { body }) => core.files.describe(body.file_id),
  getchat: getChat,
  getuserprofilephotos: getProfilePhotos,
  getbusinessconnection: (core, { body }) => {
    const found = core.connections.get(string(body.business_connection_id) ?? '');
    if (found === undefined) throw badRequest('business connection not found');
    return found;
  },
  setmycommands: () => true,
  deletemycommands: () => true,
  getmycommands: () => [],
  leavechat: () => true,
  close: () => true,
  logout: () => true,
};
