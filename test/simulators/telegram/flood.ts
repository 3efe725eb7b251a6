import { tooMany } from './refusal.ts';

export interface FloodLimits {
  perSecond: number;
  perChatPerSecond: number;
  /** How many messages of one chat pass at once before the slow limit counts. */
  burst: number;
}

export const FLOOD: FloodLimits = { perSecond: 30, perChatPerSecond: 1, burst: 8 };

/** Counts messages as the network does: in total and per chat, with short bursts let through. */
export class Flood {
  readonly #limits: FloodLimits | undefined;
  readonly #now: () => number;
  #recent: number[] = [];
  readonly #chats = new Map<number, { left: number; at: number; closedUntil: number }>();

  constructor(limits: FloodLimits | undefined, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Throws 429 when this many messages more are too many; a closed chat stays closed for its time. */
  count(chat: number, messages: number): void {
    if (this.#limits === undefined) return;
    const now = this.#now();
    this.#recent = this.#recent.filter((at) => now - at < 1000);
    if (this.#recent.length + messages > this.#limits.perSecond) throw tooMany(1);
    const bucket = this.#chats.get(chat) ?? { left: this.#limits.burst, at: now, closedUntil: 0 };
    this.#chats.set(chat, bucket);
    if (now < bucket.closedUntil) throw tooMany(Math.ceil((bucket.closedUntil - now) / 1000));
    const gained = ((now - bucket.at) / 1000) * this.#limits.perChatPerSecond;
    bucket.left = Math.min(this.#limits.burst, bucket.left + gained);
    bucket.at = now;
    if (bucket.left < 1) {
      const wait = Math.max(1, Math.ceil((1 - bucket.left) / this.#limits.perChatPerSecond));
      bucket.closedUntil = now + wait * 1000;
      throw tooMany(wait);
    }
    bucket.left -= messages;
    for (let index = 0; index < messages; index += 1) this.#recent.push(now);
  }
}
