import { type Json, object, string } from './json.ts';

export interface Queued {
  id: number;
  update: Json;
  expiresAt: number;
  /** What a failing delivery holds up: messages of one chat, presses of one user. */
  lane: string;
}

const DAY = 24 * 3_600_000;
const LIVES: Readonly<Record<string, number>> = {
  callback_query: 150_000,
  inline_query: 30_000,
  chosen_inline_result: 600_000,
  shipping_query: 150_000,
  pre_checkout_query: 150_000,
};
const LEFT_OUT_BY_DEFAULT = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);

/** Updates that nobody has confirmed yet, oldest first. */
export class Queue {
  #waiting: Queued[] = [];
  #taken: Queued[] = [];
  #next: number;
  #allowed: string[] = [];
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();

  constructor(now: () => number, first = 812_340_100) {
    this.#now = now;
    this.#next = first;
  }

  get allowed(): string[] {
    return this.#allowed;
  }

  /** An empty list means the default; what already waits is not filtered. */
  allow(kinds: unknown): void {
    if (Array.isArray(kinds)) this.#allowed = kinds.filter((kind) => typeof kind === 'string');
  }

  /** Queues one update and gives its number; undefined when this kind is not asked for. */
  push(update: Json): number | undefined {
    const kind = kindOf(update);
    const wanted = this.#allowed.length === 0 ? !LEFT_OUT_BY_DEFAULT.has(kind) : this.#allowed.includes(kind);
    if (!wanted) return undefined;
    const id = this.#next;
    this.#next += 1;
    const expiresAt = this.#now() + (LIVES[kind] ?? DAY);
    this.#waiting.push({ id, update: { update_id: id, ...update }, expiresAt, lane: laneOf(kind, update) });
    for (const listener of this.#listeners) listener();
    return id;
  }

  /** After a week of silence the network draws a new number. */
  jumpTo(id: number): void {
    this.#next = id;
  }

  waiting(): Queued[] {
    const now = this.#now();
    this.#waiting = this.#waiting.filter((one) => one.expiresAt > now);
    return this.#waiting;
  }

  /**
   * Confirms what lies before `offset`; a negative one keeps only the last. One far outside the queue confirms
   * nothing: it belongs to an older numbering.
   */
  confirm(offset: number): void {
    const waiting = this.waiting();
    if (offset < 0) {
      this.#waiting = waiting.slice(offset);
    } else if (offset <= this.#next && offset > (waiting[0]?.id ?? this.#next)) {
      this.#taken.push(...waiting.filter((one) => one.id < offset));
      this.#waiting = waiting.filter((one) => one.id >= offset);
    }
  }

  remove(id: number): void {
    this.#taken.push(...this.#waiting.filter((one) => one.id === id));
    this.#waiting = this.#waiting.filter((one) => one.id !== id);
  }

  /** Everything that was confirmed waits again under its old number, as after a lost confirmation. */
  replay(): void {
    this.#waiting = [...this.#taken.splice(0), ...this.#waiting];
    for (const listener of this.#listeners) listener();
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Calls back with every new update; the result ends it. */
  onPush(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function kindOf(update: Json): string {
  return Object.keys(update).find((key) => key !== 'update_id') ?? 'unknown';
}

function laneOf(kind: string, update: Json): string {
  const payload = object(update[kind]) ?? {};
  const chat = object(payload.chat)?.id ?? 'none';
  if (kind === 'callback_query') return `press:${object(payload.from)?.id}`;
  if (kind.includes('business')) return `business:${string(payload.business_connection_id) ?? ''}:${chat}`;
  if (kind.endsWith('message') || kind.endsWith('post')) return `chat:${chat}`;
  return `${kind}:${chat}`;
}
