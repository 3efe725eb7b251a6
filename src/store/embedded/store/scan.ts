import type { Document } from 'bson';
import { CommandError } from '../errors.ts';
import type { Kv } from '../kv/kv.ts';
import type { MatchDetails, Predicate } from '../match/index.ts';
import type { Access, Others, Plan } from '../plan/plan.ts';
import { skipValue } from '../values/skip.ts';
import { decodePlain } from './decode.ts';
import { type EntryStream, openEntries } from './entries.ts';
import { documentKeyOf } from './key-codec.ts';

/** A document that was found. */
export interface Hit {
  readonly key: Buffer;
  readonly raw: Buffer;
  /** What was decoded of it for the filter, when that was needed. */
  readonly document: Document | undefined;
}

/** Returned instead of a hit when the time is over; the scan can go on later. */
export const PAUSED: unique symbol = Symbol('paused');

const CLOCK_EVERY = 32;

export interface ScanOptions {
  readonly matches: Predicate;
  readonly decode?: (raw: Buffer) => Document;
  /** Receives the array position of the last match. */
  readonly details?: MatchDetails;
  readonly wanted?: number | undefined;
}

/** Walks a plan and gives out the documents that match. It may be paused between any two calls of `next`. */
export class Scan {
  keysExamined = 0;
  docsExamined = 0;
  private readonly kv: Kv;
  private readonly plan: Plan;
  private readonly options: ScanOptions;
  private readonly seen: Set<string> | undefined;
  private at = 0;
  private access: Access;
  private entries: EntryStream;
  private paused = false;
  private sinceClock = 0;

  constructor(kv: Kv, plan: Plan, options: ScanOptions) {
    this.kv = kv;
    this.plan = plan;
    this.options = options;
    this.access = plan.accesses[0] as Access;
    this.entries = openEntries(kv, this.access, options.wanted);
    if (plan.accesses.some((access) => access.repeats)) this.seen = new Set();
  }

  /** The next match; undefined at the end; PAUSED when `deadline` (performance.now) has passed. */
  next(deadline: number): Hit | typeof PAUSED | undefined {
    if (this.paused) this.checkStillThere();
    for (;;) {
      const step = this.entries.next();
      if (step === undefined) {
        if (!this.nextAccess()) return undefined;
        continue;
      }
      const hit = this.check(step.key, step.value);
      if (hit !== undefined) return hit;
      this.sinceClock += 1;
      if (this.sinceClock >= CLOCK_EVERY) {
        this.sinceClock = 0;
        if (performance.now() > deadline) {
          this.pause();
          return PAUSED;
        }
      }
    }
  }

  /** Must be called before other work is let in: nothing read ahead is trusted afterwards. */
  pause(): void {
    this.entries.pause();
    this.paused = true;
  }

  private checkStillThere(): void {
    const { ns, dropped } = this.plan.collection;
    if (dropped === true) throw new CommandError(175, `query plan killed :: caused by :: ${ns} was dropped`);
    const gone = this.plan.accesses.find(({ index }) => index?.dropped === true);
    if (gone?.index === undefined) return;
    throw new CommandError(175, `query plan killed :: caused by :: index '${gone.index.name}' was dropped`);
  }

  private nextAccess(): boolean {
    this.at += 1;
    const access = this.plan.accesses[this.at];
    if (access === undefined) return false;
    this.access = access;
    this.entries = openEntries(this.kv, access, this.options.wanted);
    return true;
  }

  private check(entry: Buffer, value: Buffer | undefined): Hit | undefined {
    const { index, exact, others } = this.access;
    let key = entry;
    let raw = value;
    this.keysExamined += 1;
    if (index !== undefined) {
      if (others !== undefined && !hasOthers(this.kv, entry, others)) return undefined;
      key = documentKeyOf(index, entry, this.plan.collection.id);
      if (this.seen !== undefined && this.alreadySeen(key)) return undefined;
      raw = this.kv.get('docs', key);
    } else if (this.seen !== undefined && this.alreadySeen(key)) return undefined;
    if (raw === undefined) return undefined;
    this.docsExamined += 1;
    // A merged walk keeps a few keys over a pause: their documents may have changed since.
    if (exact && !(this.paused && this.access.groups.length > 1)) return { key, raw, document: undefined };
    const document = (this.options.decode ?? decodePlain)(raw);
    return this.options.matches(document, this.options.details) ? { key, raw, document } : undefined;
  }

  private alreadySeen(key: Buffer): boolean {
    const text = key.toString('latin1');
    if (this.seen?.has(text)) return true;
    this.seen?.add(text);
    return false;
  }
}

/** Whether the document of an entry has the same entry with each of the other values: cheaper than reading it. */
function hasOthers(kv: Kv, entry: Buffer, { field, values }: Others): boolean {
  let start = 4;
  for (let skipped = 0; skipped < field; skipped++) start = skipValue(entry, start);
  const head = entry.subarray(0, start);
  const rest = entry.subarray(skipValue(entry, start));
  return values.every((value) => kv.has('index', Buffer.concat([head, value, rest])));
}
