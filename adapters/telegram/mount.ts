import type { AdapterLog, Envelope } from '../../channels/contract.ts';
import type { ChatId } from '../../channels/ids.ts';
import { type Fields, fields } from '../../channels/json.ts';
import { kindOf } from '../../channels/telegram/decode.ts';
import { chatIdOf } from '../../channels/telegram/ids.ts';
import { digestEnvelope, envelopeOf } from './envelopes.ts';
import { createHandover } from './handover.ts';
import { recordsOf } from './outgoing.ts';
import { jittered } from './pace.ts';
import { Spool } from './spool.ts';

/** Members of grammY's `Api` that the mount uses. */
interface GrammyApi {
  config: { use(...transformers: never[]): unknown; installedTransformers(): readonly unknown[] };
}

/** Members of Telegraf's `Telegram` that the mount uses. */
interface TelegrafClient {
  callApi(method: never, payload: never, options?: never): Promise<unknown>;
  webhookReply?: boolean;
}

/** A context of either library. */
interface MountContext {
  update: object;
  api?: unknown;
  telegram?: unknown;
}

export interface MountOptions {
  /** Resolves when the envelopes are durable. */
  accept(envelopes: Envelope[]): Promise<void>;
  /** True while an operator owns the conversation of this chat: the owner's bot is then not asked. */
  held(chat: ChatId): boolean | Promise<boolean>;
  /** How the owner's bot gets its updates: decides what becomes of one that cannot be stored. */
  intake: 'polling' | 'webhook';
  /** Folder for what could not be stored, used under polling and for outgoing messages. */
  spoolFolder: string;
  now(): number;
  log: AdapterLog;
  /** Tries before an update goes to the spool, and the first pause between them in milliseconds. */
  tries?: { count: number; pauseMs: number };
}

export interface Mount {
  /** First middleware of the owner's bot: stores, then lets the others work. */
  middleware(): (context: MountContext, next: () => Promise<void>) => Promise<void>;
  /** Records what the bot sends outside of updates as well. Takes a grammY or a Telegraf bot. */
  watch(bot: { api?: unknown; telegram?: unknown }): void;
  /** Stores what earlier runs could only spool; the number of envelopes. Rejects while storing still fails. */
  drain(): Promise<number>;
}

const TRIES = { count: 4, pauseMs: 150 };

type Prev = (method: string, payload: unknown, signal: unknown) => Promise<{ ok: boolean; result?: unknown }>;

/**
 * Puts the inbox into a bot that the owner already runs. Under polling both libraries confirm an update whose
 * handler threw, so an update that cannot be stored goes to the disk instead; under a webhook the failure is passed
 * on, and the network delivers again.
 */
export function mountTelegram(options: MountOptions): Mount {
  const { now, log, intake } = options;
  const spool = new Spool(options.spoolFolder);
  const tries = options.tries ?? TRIES;
  const wrapped = new WeakSet<object>();
  const handOver = createHandover();
  let line: Promise<unknown> = Promise.resolve();

  /** One after another, so that what was spooled first is stored first. */
  function inLine<T>(work: () => Promise<T>): Promise<T> {
    const done = line.then(work);
    line = done.catch(() => undefined);
    return done;
  }

  async function store(envelope: Envelope): Promise<void> {
    await spool.drain(options.accept);
    await options.accept([envelope]);
  }

  /** Once something waits on the disk the trouble is known, and further updates are not held up by it. */
  async function storePatiently(envelope: Envelope): Promise<void> {
    const count = spool.filled ? 1 : tries.count;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await store(envelope);
        return;
      } catch (error) {
        if (attempt >= count) throw error;
        await new Promise((wake) => setTimeout(wake, jittered(tries.pauseMs * 2 ** attempt)));
      }
    }
  }

  async function storeOrSpool(envelope: Envelope): Promise<void> {
    await storePatiently(envelope).catch(async (error: unknown) => {
      log.warn(
        { key: envelope.key, reason: nameOf(error) },
        'An update could not be stored and waits on the disk.',
      );
      await spool.add(envelope);
    });
  }

  /** Never fails: the message is out, and the owner's bot must not be told otherwise. */
  async function record(method: string, payload: unknown, result: unknown): Promise<void> {
    for (const update of recordsOf(method, payload, result, now())) {
      await inLine(() => storeOrSpool(digestEnvelope(update, now()))).catch((error: unknown) => {
        log.warn({ method, reason: nameOf(error) }, 'A message of the bot could not be recorded.');
      });
    }
  }

  const transformer = async (prev: Prev, method: string, payload: unknown, signal: unknown) => {
    const answer = await prev(method, payload, signal);
    if (answer.ok) await record(method, payload, answer.result);
    return answer;
  };

  function watch(bot: { api?: unknown; telegram?: unknown }): void {
    if (isGrammy(bot.api) && !bot.api.config.installedTransformers().includes(transformer)) {
      bot.api.config.use(transformer as never);
    }
    if (isTelegraf(bot.telegram) && !wrapped.has(bot.telegram)) wrapClient(bot.telegram);
  }

  function wrapClient(client: TelegrafClient): void {
    wrapped.add(client);
    // A call that is made in the answer to a webhook brings no result: what was sent would stay unknown.
    client.webhookReply = false;
    const call = client.callApi.bind(client) as (...given: unknown[]) => Promise<unknown>;
    client.callApi = async (method: string, payload: unknown, ...rest: unknown[]) => {
      const result = await call(method, payload, ...rest);
      await record(method, payload, result);
      return result;
    };
  }

  async function isHeld(update: Fields): Promise<boolean> {
    const chat = chatOf(update);
    if (chat === undefined) return false;
    try {
      return await options.held(chat);
    } catch (error) {
      log.warn({ reason: nameOf(error) }, 'Nobody could say who owns the conversation; the bot goes on.');
      return false;
    }
  }

  return {
    middleware: () => async (context, next) => {
      watch(context);
      const update = fields(context.update) ?? {};
      const envelope = envelopeOf(update, now());
      await inLine(() => (intake === 'polling' ? storeOrSpool(envelope) : store(envelope))).catch((error) => {
        refuseDelivery(context);
        throw error;
      });
      await handOver(envelope.key, async () => {
        if (!(await isHeld(update))) await next();
      });
    },
    watch,
    drain: () => inLine(() => spool.drain(options.accept)),
  };
}

/**
 * Telegraf ends the network's request with 200 even when a handler threw (4.16.3), which confirms the update; its
 * client holds the response, whose status can still be changed.
 */
function refuseDelivery(context: MountContext): void {
  const client = context.telegram as
    | { response?: { statusCode?: number; headersSent?: boolean } }
    | undefined;
  const response = client?.response;
  if (response?.headersSent === false) response.statusCode = 503;
}

function chatOf(update: Fields): ChatId | undefined {
  const payload = fields(update[kindOf(update) ?? '']) ?? {};
  return chatIdOf(payload) ?? chatIdOf(fields(payload.message) ?? {});
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

function isGrammy(api: unknown): api is GrammyApi {
  const config = fields(fields(api)?.config);
  return typeof config?.use === 'function' && typeof config.installedTransformers === 'function';
}

function isTelegraf(client: unknown): client is TelegrafClient {
  return typeof fields(client)?.callApi === 'function';
}
