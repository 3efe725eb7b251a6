import type { KeyRange, Kv, Space } from '../kv/kv.ts';
import type { Access, RangeGroup } from '../plan/plan.ts';

const FIRST_PAGE = 8;
const LAST_PAGE = 512;
const LAST_DOCUMENT_PAGE = 64;

/** Pages of large documents become smaller again above this. */
const PAGE_BYTES = 2 * 1024 * 1024;

/** One step of a walk: a key, with the value when documents themselves are walked. */
interface Step {
  readonly key: Buffer;
  readonly value: Buffer | undefined;
}

/** A source of keys in order that can be left at any time: nothing stays open between two calls. */
export interface EntryStream {
  /** The next key; undefined at the end. */
  next(): Step | undefined;
  /** Forgets what was read ahead; the walk goes on behind the last key that was given out. */
  pause(): void;
}

class GroupStream implements EntryStream {
  private readonly kv: Kv;
  private readonly space: Space;
  private readonly reverse: boolean;
  private readonly ranges: readonly KeyRange[];
  private at = 0;
  private rest: KeyRange | undefined;
  private page: Step[] = [];
  private position = 0;
  private size: number;
  private done = false;
  private last: Buffer | undefined;

  constructor(kv: Kv, space: Space, group: RangeGroup, reverse: boolean, firstPage: number) {
    this.kv = kv;
    this.space = space;
    this.reverse = reverse;
    this.ranges = reverse ? [...group.ranges].reverse() : group.ranges;
    this.rest = this.ranges[0];
    this.size = firstPage;
  }

  next(): Step | undefined {
    while (this.position >= this.page.length) {
      if (this.done || !this.read()) return undefined;
    }
    const step = this.page[this.position] as Step;
    this.position += 1;
    this.last = step.key;
    return step;
  }

  pause(): void {
    if (this.position >= this.page.length) return;
    this.page = [];
    this.position = 0;
    if (this.last === undefined) {
      this.at = 0;
      this.rest = this.ranges[0];
    } else this.continueBehind(this.last);
    this.done = false;
  }

  /** Reads the next page, also of the next range; false at the end of all. */
  private read(): boolean {
    while (this.rest !== undefined) {
      const range = this.rest;
      const size = this.space === 'docs' ? Math.min(this.size, LAST_DOCUMENT_PAGE) : this.size;
      const page = this.load(range, size);
      const full = page.length === size;
      const bytes = page.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
      this.size = bytes > PAGE_BYTES ? Math.max(1, this.size >> 2) : Math.min(this.size * 4, LAST_PAGE);
      if (!full) {
        this.at += 1;
        this.rest = this.ranges[this.at];
      }
      if (page.length === 0) continue;
      this.page = page;
      this.position = 0;
      if (full) this.continueBehind(page.at(-1)?.key);
      return true;
    }
    this.done = true;
    return false;
  }

  private load(range: KeyRange, size: number): Step[] {
    if (this.space === 'index') {
      return this.kv.keys('index', range, size, this.reverse).map((key) => ({ key, value: undefined }));
    }
    if (range.single === true) {
      const value = this.kv.get(this.space, range.start);
      return value === undefined ? [] : [{ key: range.start, value }];
    }
    return this.kv.entries(this.space, range, size, this.reverse);
  }

  /** Sets the rest of the walk to what lies behind a key; the key may be in an earlier range than the current. */
  private continueBehind(key: Buffer | undefined): void {
    if (key === undefined) return;
    const inside = this.ranges.findIndex(
      ({ start, end }) => start.compare(key) <= 0 && (end === undefined || key.compare(end) < 0),
    );
    this.at = inside;
    const range = this.ranges[inside] as KeyRange;
    this.rest = this.reverse
      ? { start: range.start, end: key }
      : { start: Buffer.concat([key, Buffer.from([0])]), end: range.end };
  }
}

/** Merges groups that are each in order; there are few, so the least is looked for each time. */
class MergedStream implements EntryStream {
  private readonly streams: readonly { readonly stream: EntryStream; readonly offset: number }[];
  private readonly reverse: boolean;
  private readonly heads: (Step | undefined)[] = [];
  private pending: number[];

  constructor(streams: readonly { stream: EntryStream; offset: number }[], reverse: boolean) {
    this.streams = streams;
    this.reverse = reverse;
    this.pending = streams.map((_, at) => at);
  }

  next(): Step | undefined {
    for (const at of this.pending) this.heads[at] = this.streams[at]?.stream.next();
    let chosen = -1;
    for (let at = 0; at < this.heads.length; at++) {
      if (this.heads[at] !== undefined && (chosen < 0 || this.before(at, chosen))) chosen = at;
    }
    if (chosen < 0) {
      this.pending = [];
      return undefined;
    }
    this.pending = [chosen];
    return this.heads[chosen];
  }

  /** Heads that were read but not given out stay: they are re-checked against their document anyway. */
  pause(): void {
    for (const { stream } of this.streams) stream.pause();
  }

  private before(a: number, b: number): boolean {
    const left = (this.heads[a] as Step).key.subarray(this.streams[a]?.offset);
    const right = (this.heads[b] as Step).key.subarray(this.streams[b]?.offset);
    const order = left.compare(right);
    return this.reverse ? order > 0 : order < 0;
  }
}

/** Opens the walk of an access; `wanted` is how many keys will probably be taken. */
export function openEntries(kv: Kv, access: Access, wanted: number | undefined): EntryStream {
  const firstPage = Math.max(FIRST_PAGE, Math.min(wanted ?? FIRST_PAGE, LAST_PAGE));
  const streams = access.groups.map((group) => ({
    offset: group.offset,
    stream: new GroupStream(kv, access.space, group, access.reverse, firstPage),
  }));
  const only = streams.length === 1 ? streams[0] : undefined;
  return only === undefined ? new MergedStream(streams, access.reverse) : only.stream;
}
