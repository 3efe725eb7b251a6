import type { Entry, KeyRange } from './kv.ts';
import { bytesOf, type RecentChanges, textOf } from './recent.ts';

/** Recent changes in a range of keys, one after the other in the order of the walk. */
class Walk {
  private readonly recent: RecentChanges;
  private readonly step: 1 | -1;
  private position: number;
  private readonly stop: number;
  private cached: Buffer | undefined;

  constructor(recent: RecentChanges, from: number, to: number, reverse: boolean) {
    this.recent = recent;
    this.step = reverse ? -1 : 1;
    this.position = reverse ? to - 1 : from;
    this.stop = reverse ? from - 1 : to;
  }

  get done(): boolean {
    return this.position === this.stop;
  }

  get key(): Buffer {
    this.cached ??= bytesOf(this.recent.keyAt(this.position));
    return this.cached;
  }

  /** The entry at the walk's place, undefined when it is deleted; goes one on. */
  take(): Entry | undefined {
    const { key } = this;
    const value = this.recent.get(this.recent.keyAt(this.position))?.value;
    this.position += this.step;
    this.cached = undefined;
    return value === undefined ? undefined : { key, value };
  }
}

/** Positions [from, to) of the recent changes that lie in the range. */
export function placeOf(recent: RecentChanges, { start, end }: KeyRange): { from: number; to: number } {
  if (recent.size === 0) return { from: 0, to: 0 };
  const from = recent.at(textOf(start));
  return { from, to: end === undefined ? recent.size : Math.max(from, recent.at(textOf(end))) };
}

/**
 * At most `limit` entries of the range from what is stored and what is newer, in order. `read` gives stored entries of
 * a range, fewer than it was asked for only when there are no more.
 */
export function mergedEntries(
  recent: RecentChanges,
  range: KeyRange,
  limit: number,
  reverse: boolean,
  read: (range: KeyRange, limit: number) => Entry[],
): Entry[] {
  const { from, to } = placeOf(recent, range);
  if (from === to) return read(range, limit);
  const walk = new Walk(recent, from, to, reverse);
  const out: Entry[] = [];
  const takeRecent = (): void => {
    const entry = walk.take();
    if (entry !== undefined) out.push(entry);
  };
  let rest = range;
  while (out.length < limit) {
    const wanted = limit - out.length;
    const page = read(rest, wanted);
    for (const entry of page) {
      let order = walk.done ? 1 : Buffer.compare(walk.key, entry.key) * (reverse ? -1 : 1);
      while (order < 0 && out.length < limit) {
        takeRecent();
        order = walk.done ? 1 : Buffer.compare(walk.key, entry.key) * (reverse ? -1 : 1);
      }
      if (out.length === limit) break;
      if (order === 0) takeRecent();
      else out.push(entry);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < wanted) break;
    rest = reverse
      ? { start: rest.start, end: last.key }
      : { start: Buffer.concat([last.key, ZERO]), end: rest.end };
  }
  while (!walk.done && out.length < limit) takeRecent();
  return out;
}

const ZERO = Buffer.from([0]);
