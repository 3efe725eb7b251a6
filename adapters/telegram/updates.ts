const ALWAYS = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
  'message_reaction',
  'poll_answer',
  'chat_join_request',
];

/** Always asked for by name: a missing list keeps whatever another program set before. */
export function allowedUpdates(groups: boolean): string[] {
  return groups ? [...ALWAYS, 'channel_post', 'edited_channel_post'] : [...ALWAYS];
}
