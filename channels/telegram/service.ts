import { amount, type Fields, fields, items, text, wholeId } from '../json.ts';
import type { Card } from '../message.ts';
import { join, placeholder, taskLine } from './cards.ts';
import { money } from './money.ts';
import { nameOf, namesOf } from './people.ts';

type Detail = (value: unknown, message: Fields) => string | undefined;

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

/** What people did with the network's own machinery. The network says it, not the person. */
const NOTICES: Readonly<Record<string, Detail>> = {
  new_chat_members: people,
  left_chat_member: name,
  new_chat_title: own,
  new_chat_photo: none,
  delete_chat_photo: none,
  group_chat_created: none,
  supergroup_chat_created: none,
  channel_chat_created: none,
  message_auto_delete_timer_changed: member('message_auto_delete_time'),
  migrate_to_chat_id: own,
  migrate_from_chat_id: own,
  pinned_message: (value) => text(fields(value)?.text) ?? text(fields(value)?.caption),
  connected_website: own,
  write_access_allowed: member('web_app_name'),
  passport_data: none,
  proximity_alert_triggered: (value) =>
    join([nameOf(fields(value)?.traveler), nameOf(fields(value)?.watcher)], ' → '),
  boost_added: member('boost_count'),
  chat_background_set: none,
  forum_topic_created: member('name'),
  forum_topic_edited: member('name'),
  forum_topic_closed: none,
  forum_topic_reopened: none,
  general_forum_topic_hidden: none,
  general_forum_topic_unhidden: none,
  giveaway_created: stars('prize_star_count'),
  giveaway_completed: member('winner_count'),
  gift_upgrade_sent: gift,
  paid_message_price_changed: stars('paid_message_star_count'),
  direct_message_price_changed: stars('direct_message_star_count'),
  video_chat_scheduled: none,
  video_chat_started: none,
  video_chat_ended: member('duration'),
  video_chat_participants_invited: (value) => namesOf(items(fields(value)?.users)),
  checklist_tasks_done: tasksDone,
  checklist_tasks_added: (value) => text(items(fields(value)?.tasks).map(taskLine).join('\n')),
  poll_option_added: option,
  poll_option_deleted: option,
  community_chat_added: none,
  community_chat_joined: none,
  community_chat_removed: none,
  chat_owner_left: (value) => nameOf(fields(value)?.new_owner),
  chat_owner_changed: (value) => nameOf(fields(value)?.new_owner),
  managed_bot_created: (value) => nameOf(fields(value)?.bot),
  suggested_post_approved: none,
  suggested_post_approval_failed: none,
  suggested_post_declined: member('comment'),
  suggested_post_paid: none,
  suggested_post_refunded: member('reason'),
};

/** What a person gave or did in answer to us, without text. */
const ACTS: Readonly<Record<string, Detail>> = {
  copied_message: none,
  successful_payment: price,
  refunded_payment: price,
  users_shared: (value) => namesOf(items(fields(value)?.users)),
  user_shared: member('user_id'),
  chat_shared: (value) => text(fields(value)?.title) ?? wholeId(fields(value)?.chat_id),
  giveaway: (value) => text(fields(value)?.prize_description) ?? namesOf(items(fields(value)?.chats)),
  giveaway_winners: (value) => namesOf(items(fields(value)?.winners)),
  gift,
  unique_gift: uniqueGift,
};

/** Cards for every notice and act in a message; usually none or one. */
export function serviceCards(message: Fields): Card[] {
  return [...present(NOTICES, message), ...present(ACTS, message)].map(([key, detail]) =>
    placeholder(key.replaceAll('_', '-'), detail(message[key], message)),
  );
}

/** True when the network wrote this message rather than the person whose name it carries. */
export function isNotice(message: Fields): boolean {
  return present(NOTICES, message).length > 0;
}

function present(table: Readonly<Record<string, Detail>>, message: Fields): [string, Detail][] {
  return Object.entries(table).filter(([key]) => Object.hasOwn(message, key) && message[key] !== null);
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
