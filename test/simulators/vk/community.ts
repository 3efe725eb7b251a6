import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

export interface VkMessage {
  id: number;
  conversation_message_id: number;
  peer_id: number;
  from_id: number;
  out: 0 | 1;
  date: number;
  text: string;
  random_id: number;
  attachments: object[];
  [field: string]: unknown;
}

/** Counters are used up by one call each. */
export interface VkFaults {
  /** Errors for the next sends, in order; 0 lets one pass. */
  errors: number[];
  dropAfterTaking: number;
  html: number;
  slowMs: number;
  /** Deliver every event so many times. */
  repeats: number;
  /** Echo of our own send before its answer, after it, or not at all. */
  echo: 'before' | 'after' | 'none';
  /** Cut attachments out of events, as the network does with big messages. */
  crop: boolean;
  /** The whole message cannot be asked for. */
  wholeGone: boolean;
}

export interface VkEvent {
  type: string;
  object: object;
  group_id: number;
  event_id: string;
  v: string;
}

export interface CallbackServer {
  id: number;
  url: string;
  secret: string;
}

export interface Community {
  token: string;
  groupId: number;
  name: string;
  origin: string;
  faults: VkFaults;
  messages: VkMessage[];
  /** Called with everything that a person receives. */
  onSent: Set<(sent: VkMessage) => void>;
  users: Map<number, { first_name: string; last_name: string }>;
  allowed: Set<number>;
  files: Map<string, { name: string; bytes: Uint8Array }>;
  callbacks: CallbackServer[];
  confirmation: string;
  /** First message of a `random_id`, by dialogue. */
  memory: Map<string, VkMessage>;
  key: string;
  retryMs: number;
  queue: { ts: number; event: VkEvent }[];
  oldest: number;
  /** The newest place that a poller asked for: everything up to it has arrived. */
  asked: number;
  /** Lets something happen while nobody waits for it; happenings keep their order. */
  later(work: () => Promise<unknown>): void;
  underway: number;
  say(message: Partial<VkMessage> & { peer_id: number; from_id: number; out: 0 | 1 }): Promise<VkMessage>;
  emit(type: string, object: object, eventId?: string): Promise<void>;
  /** Resolves when something new is queued, at the latest after `ms`. */
  news(ms: number): Promise<void>;
  forgetHistory(): void;
  expireKey(): void;
  close(): void;
  ended: AbortSignal;
}

export function createCommunity(options: {
  token?: string;
  groupId?: number;
  name?: string;
  retryMs?: number;
}): Community {
  const ending = new AbortController();
  const waiting = new Set<() => void>();
  let lastId = 5000;
  let clock = 1800;
  let turn: Promise<unknown> = Promise.resolve();
  const community: Community = {
    token: options.token ?? 'vk1.a.simulated-community-token',
    groupId: options.groupId ?? 224433110,
    name: options.name ?? 'Тихая гавань',
    origin: '',
    faults: {
      errors: [],
      dropAfterTaking: 0,
      html: 0,
      slowMs: 0,
      repeats: 1,
      echo: 'after',
      crop: false,
      wholeGone: false,
    },
    messages: [],
    onSent: new Set(),
    users: new Map(),
    allowed: new Set(),
    files: new Map(),
    callbacks: [],
    confirmation: randomBytes(4).toString('hex'),
    memory: new Map(),
    key: randomBytes(20).toString('hex'),
    retryMs: options.retryMs ?? 50,
    queue: [],
    oldest: clock,
    asked: clock,
    underway: 0,
    later(work) {
      community.underway += 1;
      turn = turn
        .then(work)
        .catch(() => undefined)
        .finally(() => {
          community.underway -= 1;
        });
    },
    ended: ending.signal,
    async say(given) {
      lastId += 1;
      const numbers = community.messages.filter((known) => known.peer_id === given.peer_id).length;
      const message: VkMessage = {
        date: Math.floor(Date.now() / 1000),
        text: '',
        random_id: 0,
        attachments: [],
        fwd_messages: [],
        id: lastId,
        conversation_message_id: numbers + 1,
        ...given,
      };
      community.messages.push(message);
      if (message.out === 1) for (const listener of community.onSent) listener(message);
      if (message.out === 0) {
        community.allowed.add(message.peer_id);
        const shown = community.faults.crop ? { ...message, attachments: [], is_cropped: true } : message;
        await community.emit('message_new', { message: shown, client_info: { keyboard: true, lang_id: 0 } });
      } else if (message.admin_author_id !== undefined) {
        await community.emit('message_reply', message);
      }
      return message;
    },
    async emit(type, object, eventId) {
      const identity = eventId ?? createHash('sha1').update(randomBytes(16)).digest('hex');
      const event: VkEvent = { type, object, group_id: community.groupId, event_id: identity, v: '5.199' };
      for (let repeat = 0; repeat < community.faults.repeats; repeat += 1) {
        clock += 1;
        community.queue.push({ ts: clock, event });
      }
      for (const wake of [...waiting]) wake();
      await Promise.all(community.callbacks.map((server) => deliver(community, server, event)));
    },
    news: (ms) =>
      new Promise((resolve) => {
        const done = () => {
          waiting.delete(done);
          ending.signal.removeEventListener('abort', done);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(done, ms);
        waiting.add(done);
        ending.signal.addEventListener('abort', done, { once: true });
      }),
    forgetHistory() {
      community.queue = [];
      clock += 1000;
      community.oldest = clock;
    },
    expireKey() {
      community.key = randomBytes(20).toString('hex');
    },
    close: () => ending.abort(),
  };
  return community;
}

/** Repeats with a counter in the header until the body is exactly `ok`. */
async function deliver(community: Community, server: CallbackServer, event: VkEvent): Promise<void> {
  const body = JSON.stringify({ ...event, ...(server.secret === '' ? {} : { secret: server.secret }) });
  for (let repeat = 0; repeat < community.faults.repeats; repeat += 1) {
    for (let attempt = 0; attempt < 6 && !community.ended.aborted; attempt += 1) {
      if (attempt > 0) await sleep(community.retryMs * 2 ** attempt);
      const answer = await post(server.url, body, attempt, community.ended);
      if (answer === 'ok') break;
    }
  }
}

export async function post(url: string, body: string, attempt: number, signal: AbortSignal): Promise<string> {
  try {
    const headers = { 'content-type': 'application/json', 'x-retry-counter': String(attempt) };
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    const text = await response.text();
    return response.status === 200 ? text : '';
  } catch {
    return '';
  }
}
