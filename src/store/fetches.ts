import type { Model } from 'mongoose';
import type { MessageDoc, StoredAttachment } from './message-doc.ts';
import { changeMessage } from './messages.ts';
import { raw } from './raw.ts';

type Messages = Model<MessageDoc>;

/** Takes the message whose files are due the longest; nobody else takes it before `leaseUntil`. Null: none is due. */
export async function claimFetch(
  messages: Messages,
  now: Date,
  leaseUntil: Date,
): Promise<MessageDoc | null> {
  return raw(messages).findOneAndUpdate(
    { fetchAt: { $lte: now } } as object,
    { $set: { fetchAt: leaseUntil } },
    { sort: { fetchAt: 1 }, returnDocument: 'after' },
  ) as Promise<MessageDoc | null>;
}

/** Ends or continues a claim: `next` is when to try again, null when nothing is pending any more. */
export async function releaseFetch(
  messages: Messages,
  id: string,
  leaseUntil: Date,
  next: { at: Date; tries: number } | null,
): Promise<void> {
  const change =
    next === null
      ? { $unset: { fetchAt: '', fetchTries: '' } }
      : { $set: { fetchAt: next.at, fetchTries: next.tries } };
  // An edit or a person may have asked for another fetch meanwhile; that wish stands.
  await raw(messages).updateOne({ _id: id, fetchAt: leaseUntil } as object, change as object);
}

/** Writes what became of one file, if it is still the one that was pending. */
export function enterFileState(
  messages: Messages,
  id: string,
  index: number,
  file: StoredAttachment,
  from: StoredAttachment['state'],
  more: Record<string, unknown> = {},
): Promise<MessageDoc | null> {
  const path = `content.attachments.${index}`;
  return changeMessage(
    messages,
    id,
    { $set: { [path]: file, ...more } },
    { [`${path}.id`]: file.id, [`${path}.state`]: from },
  );
}
