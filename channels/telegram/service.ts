import { amount, type Fields, fields, items, text, wholeId } from '../json.ts';
import type { Card } from '../message.ts';
import type { PlaceholderCode } from '../placeholders.ts';
import { join, placeholder, taskLine } from './cards.ts';
import { money } from './money.ts';
import { nameOf, namesOf } from './people.ts';

type Detail = (value: unknown) => string | undefined;

const none: Detail = () => undefined;
const name: Detail = (value) => nameOf(value);
const people: Detail = (value) => namesOf(items(value));
const member =
  (key: string): Detail =>
  (value) =>
    text(fields(value)?.[key]) ?? wholeId(fields(value)?.[key]);
const own: Detail = (value) => text(value) ?? wholeId(value);
const price: Detail = (value) => money(fields(value)?.total_amount, fields(value)?.currency);
const stars =
  (key: string): Detail =>
  (value) =>
    money(fields(value)?.[key], 'XTR');
const option: Detail = member('option_text');
const gift: Detail = (value) =>
  join([text(fields(fields(fields(value)?.gift)?.sticker)?.emoji), text(fields(value)?.text)]);
const uniqueGift: Detail = (value) => {
  const found = fields(fields(value)?.gift);
  return join([text(found?.base_name), wholeId(found?.number)], ' #');
};

/** A code that the screen translates, and how to find the words or names that belong to it. */
type Kind = readonly [what: PlaceholderCode, detail: Detail];

/** What people did with the network's own machinery. The network says it, not the person. */
const NOTICES: Readonly<Record<string, Kind>> = {
  new_chat_members: ['joined', people],
  left_chat_member: ['left', name],
  new_chat_title: ['renamed', own],
  new_chat_photo: ['service', none],
  delete_chat_photo: ['service', none],
  group_chat_created: ['service', none],
  supergroup_chat_created: ['service', none],
  channel_chat_created: ['service', none],
  message_auto_delete_timer_changed: ['service', none],
  migrate_to_chat_id: ['moved', own],
  migrate_from_chat_id: ['moved', own],
  pinned_message: ['pinned', (value) => text(fields(value)?.text) ?? text(fields(value)?.caption)],
  connected_website: ['connected-website', own],
  write_access_allowed: ['allowed-writing', member('web_app_name')],
  passport_data: ['passport', none],
  proximity_alert_triggered: [
    'service',
    (value) => join([nameOf(fields(value)?.traveler), nameOf(fields(value)?.watcher)], ' → '),
  ],
  boost_added: ['service', none],
  chat_background_set: ['service', none],
  forum_topic_created: ['topic', member('name')],
  forum_topic_edited: ['topic', member('name')],
  forum_topic_closed: ['service', none],
  forum_topic_reopened: ['service', none],
  general_forum_topic_hidden: ['service', none],
  general_forum_topic_unhidden: ['service', none],
  giveaway_created: ['giveaway', stars('prize_star_count')],
  giveaway_completed: ['giveaway', none],
  gift_upgrade_sent: ['gift', gift],
  paid_message_price_changed: ['service', stars('paid_message_star_count')],
  direct_message_price_changed: ['service', stars('direct_message_star_count')],
  video_chat_scheduled: ['video-chat', none],
  video_chat_started: ['video-chat', none],
  video_chat_ended: ['video-chat', none],
  video_chat_participants_invited: ['video-chat', (value) => namesOf(items(fields(value)?.users))],
  checklist_tasks_done: ['checklist', tasksDone],
  checklist_tasks_added: ['checklist', (value) => text(items(fields(value)?.tasks).map(taskLine).join('\n'))],
  poll_option_added: ['service', option],
  poll_option_deleted: ['service', option],
  community_chat_added: ['service', none],
  community_chat_joined: ['service', none],
  community_chat_removed: ['service', none],
  chat_owner_left: ['service', (value) => nameOf(fields(value)?.new_owner)],
  chat_owner_changed: ['service', (value) => nameOf(fields(value)?.new_owner)],
  managed_bot_created: ['service', (value) => nameOf(fields(value)?.bot)],
  suggested_post_approved: ['service', none],
  suggested_post_approval_failed: ['service', none],
  suggested_post_declined: ['service', member('comment')],
  suggested_post_paid: ['service', none],
  suggested_post_refunded: ['service', none],
};

/** What a person gave or did in answer to us, without text. The first is a copy that the mount recorded. */
const ACTS: Readonly<Record<string, Kind>> = {
  copied_message: ['copied', none],
  successful_payment: ['payment', price],
  refunded_payment: ['refund', price],
  users_shared: ['shared-people', (value) => namesOf(items(fields(value)?.users))],
  user_shared: ['shared-people', member('user_id')],
  chat_shared: ['shared-chat', (value) => text(fields(value)?.title) ?? wholeId(fields(value)?.chat_id)],
  giveaway: [
    'giveaway',
    (value) => text(fields(value)?.prize_description) ?? namesOf(items(fields(value)?.chats)),
  ],
  giveaway_winners: ['giveaway', (value) => namesOf(items(fields(value)?.winners))],
  gift: ['gift', gift],
  unique_gift: ['gift', uniqueGift],
};

/** Cards for every notice and act in a message; usually none or one. */
export function serviceCards(message: Fields): Card[] {
  return [...present(NOTICES, message), ...present(ACTS, message)].map(([key, [what, detail]]) =>
    placeholder(what, detail(message[key])),
  );
}

/** True when the network wrote this message rather than the person whose name it carries. */
export function isNotice(message: Fields): boolean {
  return present(NOTICES, message).length > 0;
}

function present(table: Readonly<Record<string, Kind>>, message: Fields): [string, Kind][] {
  return Object.entries(message).flatMap(([key, value]) => {
    const kind = Object.hasOwn(table, key) && value !== null ? table[key] : undefined;
    return kind === undefined ? [] : [[key, kind]];
  });
}

function tasksDone(value: unknown): string | undefined {
  const change = fields(value);
  const known = items(fields(fields(change?.checklist_message)?.checklist)?.tasks);
  const lines = (ids: unknown, mark: string): string[] =>
    (Array.isArray(ids) ? ids : []).map((id) => {
      const task = known.find((one) => one.id === id);
      return `${mark} ${text(task?.text) ?? `#${amount(id) ?? '?'}`}`;
    });
  return text(
    [...lines(change?.marked_as_done_task_ids, '☑'), ...lines(change?.marked_as_not_done_task_ids, '☐')].join(
      '\n',
    ),
  );
}
