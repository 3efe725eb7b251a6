import type { SimChat } from './chats.ts';
import { checkMarkup, checkText } from './checks.ts';
import { type Core, echoBusiness, type Method, record } from './core.ts';
import type { StoredFile } from './files.ts';
import { flag, integer, type Json, object, objects, string } from './json.ts';
import { mediaFields, takeFile } from './media.ts';
import { badRequest } from './refusal.ts';
import type { ApiRequest } from './request.ts';

interface Draft {
  content: Json;
  files: StoredFile[];
}

/** Everything common to sending one message: the chat, the flood limit, the reply, the keyboard, the owner's chat. */
function sender(method: string, draft: (core: Core, request: ApiRequest) => Draft): Method {
  return (core, request) => {
    const { body } = request;
    const chat = core.chats.writable(body.chat_id);
    checkConnection(core, body);
    const markup = checkMarkup(body);
    const reply = replyOf(core, chat, body);
    const { content, files } = draft(core, request);
    core.flood.count(chat.id, 1);
    const message = core.chats.post(chat, {
      ...authorOf(core, body),
      ...content,
      ...reply,
      ...(markup === undefined ? {} : { reply_markup: markup }),
    });
    finish(core, method, chat, body, files, [message]);
    return message;
  };
}

function finish(
  core: Core,
  method: string,
  chat: SimChat,
  body: Json,
  files: StoredFile[],
  messages: Json[],
): void {
  for (const message of messages) echoBusiness(core, chat, message);
  record(core, {
    method,
    chat: chat.id,
    ids: messages.map((message) => Number(message.message_id)),
    text: string(messages[0]?.text) ?? string(messages[0]?.caption),
    body,
    files: files.map(({ name, bytes }) => ({ name, bytes })),
    messages,
  });
}

function checkConnection(core: Core, body: Json): void {
  const id = string(body.business_connection_id);
  if (id === undefined) return;
  const connection = core.connections.get(id);
  if (connection === undefined) throw badRequest('business connection not found');
  if (connection.is_enabled !== true) throw badRequest('BUSINESS_CONNECTION_INVALID');
}

/** In an owner's chat the message carries the owner's name. */
function authorOf(core: Core, body: Json): Json {
  const id = string(body.business_connection_id);
  const owner = id === undefined ? undefined : core.connections.get(id)?.user;
  return owner === undefined
    ? { from: core.bot }
    : { from: owner, sender_business_bot: core.bot, business_connection_id: id };
}

function replyOf(core: Core, chat: SimChat, body: Json): Json {
  const reply = object(body.reply_parameters);
  const id = integer(reply?.message_id) ?? integer(body.reply_to_message_id);
  if (id === undefined) return {};
  const original = core.chats.quoted(chat, id);
  if (original !== undefined) return { reply_to_message: original };
  if (flag(reply?.allow_sending_without_reply) || flag(body.allow_sending_without_reply)) return {};
  throw badRequest('message to be replied not found');
}

function captioned(body: Json): Json {
  if (body.caption === undefined) return {};
  const { text, entities } = checkText(body, 'caption');
  return {
    ...(text === '' ? {} : { caption: text }),
    ...(entities.length === 0 ? {} : { caption_entities: entities }),
  };
}

function media(method: string, kind: string): Method {
  return sender(method, (core, request) => {
    const caption = captioned(request.body);
    const file = takeFile(core, request, kind, request.body[kind]);
    return { content: { ...mediaFields(kind, file, request.body), ...caption }, files: [file] };
  });
}

function plain(method: string, content: (body: Json) => Json): Method {
  return sender(method, (_core, { body }) => ({ content: content(body), files: [] }));
}

const sendMediaGroup: Method = (core, request) => {
  const { body } = request;
  const chat = core.chats.writable(body.chat_id);
  checkConnection(core, body);
  const items = objects(body.media);
  if (items.length < 2 || items.length > 10) throw badRequest('wrong number of messages in the media group');
  const families = new Set(
    items.map((item) => (item.type === 'document' || item.type === 'audio' ? item.type : 'visual')),
  );
  if (families.size > 1) throw badRequest("documents and audio files can't be mixed with other media types");
  if (
    items.some((item) => !['photo', 'video', 'document', 'audio', 'live_photo'].includes(String(item.type)))
  ) {
    throw badRequest("can't parse InputMedia: media type is not allowed in an album");
  }
  const reply = replyOf(core, chat, body);
  const drafts = items.map((item) => {
    const caption = captioned(item);
    const file = takeFile(core, request, String(item.type), item.media);
    return { file, content: { ...mediaFields(String(item.type), file, item), ...caption } };
  });
  core.flood.count(chat.id, items.length);
  const group = { media_group_id: `1398${chat.last}${chat.id}`.replace('-', '') };
  const messages = drafts.map(({ content }) =>
    core.chats.post(chat, { ...authorOf(core, body), ...group, ...content, ...reply }),
  );
  finish(
    core,
    'sendMediaGroup',
    chat,
    body,
    drafts.map((draft) => draft.file),
    messages,
  );
  return messages;
};

function copy(method: string, origin: boolean): Method {
  return sender(method, (core, { body }) => {
    const from = core.chats.find(body.from_chat_id);
    const original = core.chats.quoted(from, integer(body.message_id) ?? 0);
    if (original === undefined) throw badRequest(`message to ${origin ? 'forward' : 'copy'} not found`);
    const { message_id: _, date, chat: __, from: author, reply_markup: ___, ...content } = original;
    const forwarded = origin ? { forward_origin: { type: 'user', sender_user: author, date } } : {};
    return { content: { ...content, ...forwarded }, files: [] };
  });
}

const copyMessage: Method = (core, request) => {
  const message = copy('copyMessage', false)(core, request) as Json;
  return { message_id: message.message_id };
};

/** Several at once, in the order of their numbers; those that are gone are passed over. */
function many(single: Method): Method {
  return (core, request) => {
    const ids = Array.isArray(request.body.message_ids) ? request.body.message_ids : [];
    if (ids.length === 0 || ids.length > 100) throw badRequest('wrong number of message identifiers');
    const from = core.chats.find(request.body.from_chat_id);
    const known = ids.filter((id) => from.messages.has(integer(id) ?? 0));
    return known.map((message_id) => {
      const sent = single(core, { ...request, body: { ...request.body, message_id } });
      return { message_id: object(sent)?.message_id };
    });
  };
}

const place = (body: Json): Json => ({ latitude: Number(body.latitude), longitude: Number(body.longitude) });

export const SENDING: Readonly<Record<string, Method>> = {
  sendmessage: sender('sendMessage', (_core, { body }) => {
    const { text, entities } = checkText(body, 'text');
    return { content: { text, ...(entities.length === 0 ? {} : { entities }) }, files: [] };
  }),
  sendphoto: media('sendPhoto', 'photo'),
  senddocument: media('sendDocument', 'document'),
  sendvideo: media('sendVideo', 'video'),
  sendanimation: media('sendAnimation', 'animation'),
  sendaudio: media('sendAudio', 'audio'),
  sendvoice: media('sendVoice', 'voice'),
  sendvideonote: media('sendVideoNote', 'video_note'),
  sendsticker: media('sendSticker', 'sticker'),
  sendmediagroup: sendMediaGroup,
  sendlocation: plain('sendLocation', (body) => ({ location: place(body) })),
  sendvenue: plain('sendVenue', (body) => ({
    location: place(body),
    venue: { location: place(body), title: body.title, address: body.address },
  })),
  sendcontact: plain('sendContact', ({ phone_number, first_name }) => ({
    contact: { phone_number, first_name },
  })),
  senddice: plain('sendDice', (body) => ({ dice: { emoji: string(body.emoji) ?? '🎲', value: 4 } })),
  sendpoll: plain('sendPoll', (body) => ({
    poll: { id: '1', question: body.question, options: body.options, is_closed: false },
  })),
  forwardmessage: copy('forwardMessage', true),
  copymessage: copyMessage,
  forwardmessages: many(copy('forwardMessage', true)),
  copymessages: many(copyMessage),
  sendrichmessage: plain('sendRichMessage', (body) => ({ rich_message: body.rich_message })),
  sendchecklist: plain('sendChecklist', (body) => ({ checklist: body.checklist })),
  sendmessagedraft: (core, { body }) => {
    core.chats.writable(body.chat_id);
    return true;
  },
};
