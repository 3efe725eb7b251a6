import type { AttachmentView, MessageView, SendMessage } from '../../src/api/protocol.ts';
import { ApiError } from '../api/http.ts';
import { createStore } from '../store/store.ts';

/** A message on its way to our server. It has left this list once the server's own row is on the screen. */
export interface OutboxItem {
  clientId: string;
  conversation: string;
  request: SendMessage;
  /** What the row shows until the server's message replaces it. */
  attachments: AttachmentView[];
  channel: string | null;
  createdAt: string;
  state: 'waiting' | 'refused';
  /** Code of the server's refusal. */
  error?: string;
}

export interface OutboxStorage {
  all(): Promise<OutboxItem[]>;
  put(item: OutboxItem): Promise<void>;
  remove(clientId: string): Promise<void>;
}

export interface OutboxParts {
  storage: OutboxStorage;
  /** Rejects with an ApiError. The server knows the client id, so a repeat makes nothing new. */
  post(conversation: string, request: SendMessage): Promise<MessageView>;
  onPosted(message: MessageView): void;
  /** Resolves when another try makes sense: after a pause, or when the line is back. */
  pause(attempt: number): Promise<void>;
}

export type Outbox = ReturnType<typeof createOutbox>;

/** First in, first out per conversation; survives a reload; settled by the answer or by the event, whichever comes. */
export function createOutbox(parts: OutboxParts) {
  const items = createStore<readonly OutboxItem[]>([]);
  const draining = new Set<string>();

  function replace(clientId: string, change: (item: OutboxItem) => OutboxItem): OutboxItem | undefined {
    const item = items.get().find((candidate) => candidate.clientId === clientId);
    if (item === undefined) return undefined;
    const next = change(item);
    items.update((list) => list.map((candidate) => (candidate === item ? next : candidate)));
    return next;
  }

  async function drop(clientId: string): Promise<void> {
    items.update((list) => list.filter((item) => item.clientId !== clientId));
    await parts.storage.remove(clientId);
  }

  async function drain(conversation: string): Promise<void> {
    if (draining.has(conversation)) return;
    draining.add(conversation);
    for (let attempt = 1; ; ) {
      const item = items.get().find((one) => one.conversation === conversation && one.state === 'waiting');
      if (item === undefined) break;
      try {
        const message = await parts.post(conversation, item.request);
        parts.onPosted(message);
        await drop(item.clientId);
        attempt = 1;
      } catch (error) {
        if (isRefusal(error)) {
          const refused = replace(item.clientId, (one) => ({ ...one, state: 'refused', error: error.code }));
          if (refused !== undefined) await parts.storage.put(refused);
        } else {
          await parts.pause(attempt);
          attempt += 1;
        }
      }
    }
    draining.delete(conversation);
  }

  async function again(clientId: string, change: (request: SendMessage) => SendMessage): Promise<void> {
    const item = replace(clientId, ({ error: _error, ...one }) => ({
      ...one,
      state: 'waiting',
      request: change(one.request),
    }));
    if (item === undefined) return;
    await parts.storage.put(item);
    void drain(item.conversation);
  }

  return {
    items,
    /** What an earlier page left behind goes on. */
    async start(): Promise<void> {
      const stored = await parts.storage.all();
      const known = new Set(items.get().map((item) => item.clientId));
      const fresh = stored.filter((item) => !known.has(item.clientId));
      fresh.sort((one, other) => one.createdAt.localeCompare(other.createdAt));
      items.update((list) => [...fresh, ...list]);
      for (const conversation of new Set(fresh.map((item) => item.conversation))) void drain(conversation);
    },
    /** Resolves once the message survives a reload; the row is there at once. */
    async add(item: OutboxItem): Promise<void> {
      items.update((list) => [...list, item]);
      await parts.storage.put(item);
      void drain(item.conversation);
    },
    /** The server's own message has come, by whatever way. */
    settle(clientId: string): void {
      if (items.get().some((item) => item.clientId === clientId)) void drop(clientId);
    },
    retry: (clientId: string) => again(clientId, (request) => request),
    /** Sends although a colleague answered meanwhile. */
    insist: (clientId: string) => again(clientId, ({ seen: _seen, ...request }) => request),
    discard: drop,
  };
}

/** Trouble of the line, of the server or of the session passes; everything else is a word about this message. */
function isRefusal(error: unknown): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  const passing = error.status === 0 || error.status >= 500 || [401, 408, 429].includes(error.status);
  return !passing;
}
