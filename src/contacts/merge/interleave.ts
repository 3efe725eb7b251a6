/** Something that stands in a thread and came at a time. */
export interface Placed {
  _id: string;
  receivedAt: Date;
}

/**
 * One thread out of several, by time of arrival. Each thread keeps its own order, whatever its times say; where times
 * are equal the earlier list goes first. Pure.
 */
export function interleave<T extends Placed>(threads: readonly (readonly T[])[]): T[] {
  const next = threads.map(() => 0);
  const merged: T[] = [];
  for (;;) {
    let best = -1;
    let bestAt = Number.POSITIVE_INFINITY;
    for (const [index, thread] of threads.entries()) {
      const at = thread[next[index] ?? 0]?.receivedAt.getTime();
      if (at !== undefined && at < bestAt) {
        best = index;
        bestAt = at;
      }
    }
    const head = threads[best]?.[next[best] ?? 0];
    if (head === undefined) return merged;
    merged.push(head);
    next[best] = (next[best] ?? 0) + 1;
  }
}
