import type { MergeDoc, UndoPlan } from '../../store/merges.ts';

/** What a row carries while an undo is at work there. */
export const mark = (merge: MergeDoc): string => `undo:${merge._id}`;

/** The conversation that a loser had before the merge. */
export function conversationOf(merge: MergeDoc, contactId: string): string {
  return merge.from.find(({ id }) => id === contactId)?.conversationId ?? '';
}

/** What was decided, with everybody's end held. */
export function planOf(merge: MergeDoc): UndoPlan {
  if (merge.undoing === undefined) throw new Error(`The undo of ${merge._id} lost its plan.`);
  return merge.undoing;
}
