import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** What one person received. */
export interface ViberSent {
  receiver: string;
  token: string;
  message: Record<string, unknown>;
}

/** Each is used up by one call, or stays while true. */
export interface ViberFaults {
  /** Statuses for the next sends, in order; 0 lets one pass. */
  statuses: number[];
  /** Take the next N sends and cut the connection before answering. */
  dropAfterTaking: number;
  /** Answer the next N calls with a gateway's HTML. */
  html: number;
  /** Milliseconds before every answer. */
  slowMs: number;
  /** Report `failed` for the next N sends that were answered with ok. */
  failLater: number;
  /** Send every callback so many times. */
  repeats: number;
  /** Keep receipts back until `flushReceipts`. */
  holdReceipts: boolean;
}

export interface ViberBot {
  token: string;
  name: string;
  faults: ViberFaults;
  sent: ViberSent[];
  /** Called with everything that a person receives. */
  onSent: Set<(sent: ViberSent) => void>;
  subscribers: Set<string>;
  known: Map<string, { name: string; language: string }>;
  media: Map<string, { bytes: Uint8Array; mime: string }>;
  webhook: string;
  nextToken(): string;
  deliver(body: string, tries?: number): Promise<{ status: number; body: string }>;
  /** Work that goes on after an answer, one after the other. */
  later(work: () => Promise<unknown>): void;
  /** How much of that is not done. */
  underway: number;
  /** The last callback that was taken, for a network that is not sure of it. */
  last: string | undefined;
  close(): void;
}

const TRIES = 8;
/** Longest pause before a repeated callback. */
const LONGEST_MS = 30_000;

export function createBot(options: {
  token?: string;
  name?: string;
  retryMs?: number;
  tries?: number;
}): ViberBot {
  const ending = new AbortController();
  let counter = 4_912_661_846_655_238_000n;
  let turn: Promise<unknown> = Promise.resolve();
  const bot: ViberBot = {
    underway: 0,
    last: undefined,
    token: options.token ?? '4f8a1b2c3d4e5f60-1a2b3c4d5e6f7081-92a3b4c5d6e7f809',
    name: options.name ?? 'Тиха Гавань',
    faults: {
      statuses: [],
      dropAfterTaking: 0,
      html: 0,
      slowMs: 0,
      failLater: 0,
      repeats: 1,
      holdReceipts: false,
    },
    sent: [],
    onSent: new Set(),
    subscribers: new Set(),
    known: new Map(),
    media: new Map(),
    webhook: '',
    nextToken() {
      counter += 1n;
      return String(counter);
    },
    async deliver(body, tries = options.tries ?? TRIES) {
      let last = { status: 0, body: '' };
      for (let repeat = 0; repeat < bot.faults.repeats; repeat += 1) {
        last = await deliverOnce(bot, body, tries, options.retryMs ?? 50, ending.signal);
      }
      return last;
    },
    later(work) {
      bot.underway += 1;
      turn = turn
        .then(work)
        .catch(() => undefined)
        .finally(() => {
          bot.underway -= 1;
        });
    },
    close: () => ending.abort(),
  };
  return bot;
}

/** Repeats with the same bytes until 200, as the network does for about an hour. */
async function deliverOnce(
  bot: ViberBot,
  body: string,
  tries: number,
  retryMs: number,
  signal: AbortSignal,
): Promise<{ status: number; body: string }> {
  const signature = createHmac('sha256', bot.token).update(body).digest('hex');
  let last = { status: 0, body: '' };
  for (let attempt = 0; attempt < tries && !signal.aborted; attempt += 1) {
    if (attempt > 0)
      await sleep(Math.min(retryMs * 2 ** (attempt - 1), LONGEST_MS), undefined, { signal }).catch(
        () => undefined,
      );
    if (bot.webhook === '') continue;
    try {
      const response = await fetch(`${bot.webhook}?sig=${signature}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-viber-content-signature': signature },
        body,
        signal,
      });
      last = { status: response.status, body: await response.text() };
      if (last.status === 200) {
        bot.last = body;
        return last;
      }
    } catch {
      last = { status: 0, body: '' };
    }
  }
  return last;
}

/** JSON as the network writes it: bare 64-bit token, everything beyond ASCII escaped. */
export function wireJson(callback: Record<string, unknown>): string {
  return JSON.stringify(callback)
    .replace(/"message_token":"(\d+)"/, '"message_token":$1')
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
