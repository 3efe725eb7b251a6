import { compact, type Fields, fields, items, text } from '../json.ts';
import type { Button, Card, Content } from '../message.ts';
import { cardsOf, placeholder } from './cards.ts';
import { richText } from './entities.ts';
import { attachmentsOf, type FetchRules, paidAttachments } from './media.ts';
import { referencesOf } from './references.ts';
import { flattenRich } from './rich-blocks.ts';
import { serviceCards } from './service.ts';

/** Members of a message that are not content; whatever else is left over is content that came later. */
const FRAME = new Set(
  (
    'message_id date edit_date chat from sender_chat sender_boost_count sender_business_bot sender_tag ' +
    'business_connection_id message_thread_id is_topic_message direct_messages_topic media_group_id via_bot ' +
    'is_from_offline has_protected_content author_signature ephemeral_message_id receiver_user guest_query_id ' +
    'guest_bot_caller_user guest_bot_caller_chat entities caption caption_entities show_caption_above_media ' +
    'has_media_spoiler reply_to_message quote external_reply reply_to_story reply_to_checklist_task_id ' +
    'reply_to_poll_option_id forward_origin forward_from forward_from_chat forward_from_message_id ' +
    'forward_signature forward_sender_name forward_date is_automatic_forward is_paid_post paid_star_count ' +
    'link_preview_options effect_id reply_markup suggested_post_info new_chat_participant new_chat_member ' +
    'left_chat_participant update_id'
  ).split(' '),
);

/** All that a message says. `sender` is given for incoming messages only. */
export function contentOf(message: Fields, sender: string | undefined, rules: FetchRules): Content {
  const rich = flattenRich(message.rich_message, rules);
  const paid = fields(message.paid_media);
  const words =
    text(message.text) === undefined
      ? richText(message.caption, message.caption_entities)
      : richText(message.text, message.entities);
  const attachments = [
    ...attachmentsOf(message, rules),
    ...attachmentsOf(fields(message.game) ?? {}, rules),
    ...(paid === undefined ? [] : paidAttachments(paid, rules)),
    ...(rich?.attachments ?? []),
  ];
  const cards = [...cardsOf(message, sender), ...serviceCards(message), ...(rich?.cards ?? [])];
  const body = words.text === '' && rich !== undefined ? rich.text : words;
  if (body.text === '' && attachments.length === 0 && cards.length === 0) cards.push(unknown(message));
  return compact<Content>({
    text: body,
    attachments,
    cards,
    ...referencesOf(message),
    buttons: buttonsOf(message.reply_markup),
  });
}

function unknown(message: Fields): Card {
  const names = Object.keys(message).filter((key) => !FRAME.has(key));
  return names.length === 0 ? placeholder('empty') : placeholder('unknown-content', names.join(', '));
}

/** Buttons shown under a message; those of kinds that only the network's own clients can run keep their label. */
export function buttonsOf(markup: unknown): Button[][] | undefined {
  const keyboard = fields(markup);
  const rows = Array.isArray(keyboard?.inline_keyboard) ? keyboard.inline_keyboard : keyboard?.keyboard;
  if (!Array.isArray(rows)) return undefined;
  const read = rows.map((row) => items(row).map(buttonOf)).filter((row) => row.length > 0);
  return read.length === 0 ? undefined : read;
}

function buttonOf(button: Fields): Button {
  const label = text(button.text) ?? '';
  const url = text(button.url);
  if (url !== undefined) return { label, kind: 'url', value: url };
  if (button.request_contact === true) return { label, kind: 'share-phone' };
  if (button.request_location === true) return { label, kind: 'share-location' };
  return compact<Button>({ label, kind: 'reply', value: text(button.callback_data) });
}
