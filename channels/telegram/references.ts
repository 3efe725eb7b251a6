import { externalId } from '../ids.ts';
import { compact, type Fields, fields, items, milliseconds, text, wholeId } from '../json.ts';
import type { Content, Reference } from '../message.ts';
import { messageIdOf, toChatId } from './ids.ts';
import { nameOf } from './people.ts';
import { flattenRich } from './rich-blocks.ts';

type References = Pick<Content, 'replyTo' | 'quote' | 'forwardedFrom'>;

/** What a message answers, quotes and forwards. */
export function referencesOf(message: Fields): References {
  return compact<References>({
    replyTo: repliedHere(message) ?? repliedElsewhere(message) ?? repliedStory(message),
    quote: text(fields(message.quote)?.text) ?? answeredPart(message),
    forwardedFrom: forwarded(message),
  });
}

/** In a forum every first message "replies" to the topic's own notice; that says nothing. */
function repliedHere(message: Fields): Reference | undefined {
  const original = fields(message.reply_to_message);
  if (original === undefined || original.forum_topic_created !== undefined) return undefined;
  return compact<Reference>({
    id: messageIdOf(original),
    author: nameOf(original.sender_chat) ?? nameOf(original.from),
    text: wordsOf(original),
    sentAt: milliseconds(original.date),
  });
}

function repliedElsewhere(message: Fields): Reference | undefined {
  const reply = fields(message.external_reply);
  if (reply === undefined) return undefined;
  const origin = fields(reply.origin);
  const chat = wholeId(fields(reply.chat)?.id);
  return compact<Reference>({
    id: messageIdOf(reply),
    chat: chat === undefined ? undefined : toChatId({ chat }),
    author: origin === undefined ? nameOf(reply.chat) : authorOf(origin),
    text: text(fields(message.quote)?.text),
    sentAt: milliseconds(origin?.date),
  });
}

function repliedStory(message: Fields): Reference | undefined {
  const story = fields(message.reply_to_story);
  if (story === undefined) return undefined;
  const chat = wholeId(fields(story.chat)?.id);
  const id = wholeId(story.id);
  return compact<Reference>({
    id: id === undefined ? undefined : externalId(`story-${id}`),
    chat: chat === undefined ? undefined : toChatId({ chat }),
    author: nameOf(story.chat),
  });
}

/** The task of a checklist or the option of a poll that was answered. */
function answeredPart(message: Fields): string | undefined {
  const original = fields(message.reply_to_message);
  const task = items(fields(original?.checklist)?.tasks).find(
    (one) => one.id !== undefined && one.id === message.reply_to_checklist_task_id,
  );
  const option = items(fields(original?.poll)?.options).find(
    (one) => one.persistent_id !== undefined && one.persistent_id === message.reply_to_poll_option_id,
  );
  return text(task?.text) ?? text(option?.text);
}

function wordsOf(message: Fields): string | undefined {
  return (
    text(message.text) ??
    text(message.caption) ??
    text(flattenRich(message.rich_message, { limited: false })?.text.text) ??
    text(fields(message.poll)?.question) ??
    text(fields(message.checklist)?.title) ??
    text(fields(message.document)?.file_name) ??
    text(fields(message.sticker)?.emoji)
  );
}

function forwarded(message: Fields): Reference | undefined {
  const origin = fields(message.forward_origin);
  if (origin !== undefined) return originReference(origin);
  const user = nameOf(message.forward_from) ?? text(message.forward_sender_name);
  const chat = fields(message.forward_from_chat);
  if (user === undefined && chat === undefined) return undefined;
  const from = wholeId(chat?.id);
  return compact<Reference>({
    id: idOf(message.forward_from_message_id),
    chat: from === undefined ? undefined : toChatId({ chat: from }),
    author: user ?? signed(nameOf(chat), message.forward_signature),
    sentAt: milliseconds(message.forward_date),
  });
}

function originReference(origin: Fields): Reference {
  const chat = wholeId((fields(origin.chat) ?? fields(origin.sender_chat))?.id);
  return compact<Reference>({
    id: idOf(origin.message_id),
    chat: chat === undefined ? undefined : toChatId({ chat }),
    author: authorOf(origin),
    sentAt: milliseconds(origin.date),
  });
}

function authorOf(origin: Fields): string | undefined {
  const user = nameOf(origin.sender_user) ?? text(origin.sender_user_name);
  return user ?? signed(nameOf(origin.chat) ?? nameOf(origin.sender_chat), origin.author_signature);
}

function signed(title: string | undefined, signature: unknown): string | undefined {
  const by = text(signature);
  return by === undefined ? title : text([title, by].filter((part) => part !== undefined).join(', '));
}

function idOf(value: unknown): Reference['id'] {
  return messageIdOf({ message_id: value });
}
