import type { KvReads, Space } from './kv.ts';
import { mergedEntries, placeOf } from './merge.ts';
import { bytesOf, type RecentChanges, textOf } from './recent.ts';

/** What is newer than the data file, space by space. */
export type Recents = Readonly<Record<Space, RecentChanges>>;

/** Reads that see the data file with the recent changes laid over it. Where there are none they cost nothing. */
export function readsOver(data: KvReads, recents: Recents): KvReads {
  const untouched = (space: Space, range: Parameters<KvReads['count']>[1]): boolean => {
    const { from, to } = placeOf(recents[space], range);
    return from === to;
  };
  const reads: KvReads = {
    get(space, key) {
      const recent = recents[space].size === 0 ? undefined : recents[space].get(textOf(key));
      return recent === undefined ? data.get(space, key) : recent.value;
    },
    has(space, key) {
      const recent = recents[space].size === 0 ? undefined : recents[space].get(textOf(key));
      return recent === undefined ? data.has(space, key) : recent.value !== undefined;
    },
    keys(space, range, limit, reverse = false) {
      if (untouched(space, range)) return data.keys(space, range, limit, reverse);
      return mergedEntries(recents[space], range, limit, reverse, (rest, size) =>
        data.keys(space, rest, size, reverse).map((key) => ({ key, value: key })),
      ).map(({ key }) => key);
    },
    entries: (space, range, limit, reverse = false) =>
      mergedEntries(recents[space], range, limit, reverse, (rest, size) =>
        data.entries(space, rest, size, reverse),
      ),
    count(space, range) {
      const recent = recents[space];
      const { from, to } = placeOf(recent, range);
      let count = data.count(space, range);
      for (let at = from; at < to; at++) {
        const key = recent.keyAt(at);
        if (recent.get(key)?.value !== undefined) count += 1;
        if (data.has(space, bytesOf(key))) count -= 1;
      }
      return count;
    },
    holdsMore(space, range, count) {
      const { from, to } = placeOf(recents[space], range);
      const changes = to - from;
      const surely = data.holdsMore(space, range, count + changes);
      if (surely || changes === 0) return surely;
      // Each change adds at most one key to what the data file holds.
      if (changes <= count && !data.holdsMore(space, range, count - changes)) return false;
      return reads.keys(space, range, count + 1).length > count;
    },
    keyAt(space, range, position) {
      if (untouched(space, range)) return data.keyAt(space, range, position);
      return reads.keys(space, range, position + 1)[position];
    },
  };
  return reads;
}
