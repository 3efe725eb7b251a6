import { Chats, type SimChat } from './chats.ts';
import { Faults } from './faults.ts';
import { Files } from './files.ts';
import { Flood, type FloodLimits } from './flood.ts';
import type { Json } from './json.ts';
import { Polling } from './polling.ts';
import { Push } from './push.ts';
import { Queue } from './queue.ts';
import type { ApiRequest } from './request.ts';

/** One message that the bot sent, as a test wants to see it. */
export interface Sent {
  method: string;
  chat: number;
  ids: number[];
  text: string | undefined;
  /** Parameters of the call, with files as `file_id`. */
  body: Json;
  /** Uploaded and re-sent files in their order. */
  files: { name: string; bytes: Uint8Array }[];
  messages: Json[];
}

interface CoreOptions {
  bot: Json;
  now: () => number;
  scale: number;
  flood: FloodLimits | undefined;
}

/** Everything the simulated network knows. */
export interface Core {
  bot: Json;
  now: () => number;
  chats: Chats;
  queue: Queue;
  files: Files;
  flood: Flood;
  faults: Faults;
  polling: Polling;
  push: Push;
  sent: Sent[];
  calls: { method: string; body: Json }[];
  /** Presses of buttons that wait for an answer: id to the time of pressing. */
  presses: Map<string, number>;
  answers: { id: string; text: string | undefined }[];
  connections: Map<string, Json>;
  lastWebhookCall: number;
  scale: number;
  onSent: Set<(sent: Sent) => void>;
}

export type Method = (core: Core, request: ApiRequest) => unknown;

export function createCore(
  options: CoreOptions,
  call: (method: string, request: ApiRequest) => Promise<unknown>,
): Core {
  const { bot, now, scale } = options;
  const faults = new Faults();
  const queue = new Queue(now);
  const run = (method: string, body: Json) => call(method, { body, uploads: new Map() });
  return {
    bot,
    now,
    chats: new Chats(bot, now),
    queue,
    files: new Files(),
    flood: new Flood(options.flood, now),
    faults,
    polling: new Polling(queue, faults, scale, now),
    push: new Push({ queue, faults, scale, now, call: run }),
    sent: [],
    calls: [],
    presses: new Map(),
    answers: [],
    connections: new Map(),
    lastWebhookCall: Number.NEGATIVE_INFINITY,
    scale,
    onSent: new Set(),
  };
}

/** Remembers what the bot sent and tells listeners after the answer is on its way. */
export function record(core: Core, sent: Sent): void {
  core.sent.push(sent);
  for (const listener of core.onSent) setImmediate(listener, sent);
}

/** A message in an owner's chat comes back as an update, the bot's own as well. */
export function echoBusiness(core: Core, chat: SimChat, message: Json): void {
  if (message.business_connection_id === undefined) return;
  core.queue.push({ business_message: { ...message, chat: chat.facts } });
}
