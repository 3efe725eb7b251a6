import { isDeepStrictEqual } from 'node:util';
import type { EditedEvent, ReactionEvent, RemovedEvent } from '../../channels/events.ts';
import { type MessageChange, updateMessage } from '../conversations/update-message.ts';
import type { House } from '../house.ts';
import type { AccountDoc } from '../store/accounts.ts';
import type { MessageDoc, StoredContent } from '../store/message-doc.ts';
import { messagesByKeys } from '../store/messages.ts';
import { toStored } from './content.ts';
import { keyOf } from './message-draft.ts';

/** Key of the message that has to come first; null when everything was applied. */
export type WaitsFor = string | null;

/** The message's new words. An older edit that comes late changes nothing. */
export async function applyEdited(house: House, account: AccountDoc, event: EditedEvent): Promise<WaitsFor> {
  const key = keyOf(account, event.chat, event.id);
  const known = (await messagesByKeys(house.store.messages, [key])).get(key);
  if (known === undefined) return key;
  const editedAt = new Date(event.at);
  await updateMessage(house, known._id, (message): MessageChange | null => {
    if (message.removedAt || (message.editedAt && message.editedAt > editedAt)) return null;
    const content = editedContent(message, toStored(event.content, key).stored, key);
    return isDeepStrictEqual(content, message.content) ? null : { content, editedAt };
  });
  return null;
}

/** One item of an album changes its own files and, when it has words, the words of all. */
function editedContent(message: MessageDoc, edited: StoredContent, key: string): StoredContent {
  const kept = edited.attachments.map(
    (file) => message.content.attachments.find((old) => isDeepStrictEqual(old.ref, file.ref)) ?? file,
  );
  if (message.group === undefined) return { ...edited, attachments: kept };
  const attachments = message.content.attachments.flatMap((file) => (file.item === key ? [] : [file]));
  const at = message.content.attachments.findIndex((file) => file.item === key);
  attachments.splice(at < 0 ? attachments.length : at, 0, ...kept);
  const text = edited.text.text === '' ? message.content.text : edited.text;
  return { ...message.content, text, attachments };
}

/** The message keeps its place and says that it was removed; an album goes when its last item goes. */
export async function applyRemoved(
  house: House,
  account: AccountDoc,
  event: RemovedEvent,
): Promise<WaitsFor> {
  const keys = event.ids.map((id) => keyOf(account, event.chat, id));
  const known = await messagesByKeys(house.store.messages, keys);
  const removedAt = new Date(event.at);
  for (const key of keys) {
    const message = known.get(key);
    if (message === undefined) continue;
    await updateMessage(house, message._id, (now): MessageChange | null => {
      if (now.removedAt) return null;
      const rest = now.content.attachments.filter((file) => file.item !== key);
      const partly = now.group !== undefined && rest.length > 0;
      return partly ? { content: { ...now.content, attachments: rest } } : { removedAt };
    });
  }
  return keys.find((key) => !known.has(key)) ?? null;
}

/** The whole set of one person's reactions is replaced. */
export async function applyReaction(
  house: House,
  account: AccountDoc,
  event: ReactionEvent,
): Promise<WaitsFor> {
  const key = keyOf(account, event.chat, event.id);
  const known = (await messagesByKeys(house.store.messages, [key])).get(key);
  if (known === undefined) return key;
  await updateMessage(house, known._id, ({ reactions }) => {
    const others = reactions.filter(({ by }) => by !== event.by);
    const next = [...others, ...event.reactions.map((emoji) => ({ by: event.by, emoji }))];
    return isDeepStrictEqual(next, reactions) ? null : { reactions: next };
  });
  return null;
}
