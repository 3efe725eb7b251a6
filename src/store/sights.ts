import type { Model } from 'mongoose';
import type { ConversationDoc } from './conversations.ts';
import { raw } from './raw.ts';

/** Of a conversation's row what tells who may see it. */
export type Sight = Pick<ConversationDoc, '_id' | 'assignee' | 'team' | 'mergedInto'>;

/** What tells who may see these conversations, by id, without reading their rows whole. */
export async function sightsById(
  conversations: Model<ConversationDoc>,
  ids: readonly string[],
): Promise<Map<string, Sight>> {
  if (ids.length === 0) return new Map();
  const found = await raw(conversations)
    .find({ _id: { $in: [...ids] } })
    .project<Sight>({ assignee: 1, team: 1, mergedInto: 1 })
    .toArray();
  return new Map(found.map((row) => [row._id, row]));
}
