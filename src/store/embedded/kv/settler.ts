import type { Applier } from './applier.ts';
import type { Space } from './kv.ts';
import type { CommitLog } from './log.ts';
import type { Recents } from './reads.ts';

/** Changes wait this long for others to go into the data file together with them. */
const GATHER_MS = 250;
/** So much is not kept waiting. */
const ENOUGH_BYTES = 2 ** 20;
const ENOUGH_KEYS = 8_000;
/** With so much not in the data file writers wait. Reading past that many deleted keys takes some thirty milliseconds. */
const CROWDED_BYTES = 8 * 2 ** 20;
const CROWDED_KEYS = 20_000;
/** Between two attempts at a data file that cannot be written. */
const RETRY_MS = 250;

const SPACES: readonly Space[] = ['meta', 'docs', 'index'];

/** Brings what the log made durable into the data file, many groups at a time, behind everybody's back. */
export class Settler {
  /** Why the data file cannot be written at the moment; tried again without end. */
  problem: Error | undefined;
  private readonly recents: Recents;
  private readonly log: CommitLog;
  private readonly applier: Applier;
  private readonly settled: () => void;
  private newest: number;
  private applied: number;
  /** What is in the log and not in the data file, group by group, as the log holds it. */
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private applying: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  /** `applied`: the newest group in the data file. `settled` is called when the data file holds more than before. */
  constructor(recents: Recents, log: CommitLog, applier: Applier, applied: number, settled: () => void) {
    this.recents = recents;
    this.log = log;
    this.applier = applier;
    this.applied = applied;
    this.newest = applied;
    this.settled = settled;
  }

  /** Notes a group that is in the log and among the recent changes: its changes as `encodeChanges` wrote them. */
  note(group: number, changes: Buffer): void {
    this.newest = group;
    this.waiting.push(changes);
    this.waitingBytes += changes.length;
    if (this.applying === undefined) this.schedule();
  }

  /** Resolves when writers may go on; undefined when they need not wait. */
  room(): Promise<void> | undefined {
    const crowded = this.waitingBytes > CROWDED_BYTES || this.recentKeys() > CROWDED_KEYS;
    return crowded && this.problem === undefined ? this.apply() : undefined;
  }

  /** Resolves when everything noted so far is in the data file; rejects when that cannot be written. */
  async settleAll(): Promise<void> {
    const { newest } = this;
    while (this.applied < newest) {
      await this.apply();
      if (this.problem !== undefined) throw this.problem;
    }
  }

  /** Settles what can be settled and stops. What cannot be stays in the log. */
  async close(): Promise<void> {
    await this.settleAll().catch(() => undefined);
    await this.applying;
    clearTimeout(this.timer);
    await this.applier.close();
  }

  private recentKeys(): number {
    return SPACES.reduce((sum, space) => sum + this.recents[space].size, 0);
  }

  private schedule(): void {
    const enough = this.waitingBytes >= ENOUGH_BYTES || this.recentKeys() >= ENOUGH_KEYS;
    const urgent = enough && this.problem === undefined;
    if (this.timer !== undefined && !urgent) return;
    clearTimeout(this.timer);
    const wait = this.problem === undefined ? GATHER_MS : RETRY_MS;
    this.timer = setTimeout(() => void this.apply(), urgent ? 0 : wait).unref();
  }

  private apply(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.applying ??= this.applyAll().finally(() => {
      this.applying = undefined;
      if (this.applied < this.newest) this.schedule();
    });
    return this.applying;
  }

  private async applyAll(): Promise<void> {
    const group = this.newest;
    if (group === this.applied) return;
    const { length } = this.waiting;
    const bytes = this.waitingBytes;
    try {
      await this.applier.apply(joined(this.waiting, bytes), group);
    } catch (error) {
      this.problem = error instanceof Error ? error : new Error(String(error));
      return;
    }
    this.problem = undefined;
    this.waiting.splice(0, length);
    this.waitingBytes -= bytes;
    this.applied = group;
    this.log.forget(group);
    this.settled();
    for (const space of SPACES) this.recents[space].forget(group);
  }
}

/** One piece in memory of its own: it may be handed to another thread. */
function joined(pieces: readonly Buffer[], bytes: number): Buffer {
  const out = Buffer.allocUnsafeSlow(bytes);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
