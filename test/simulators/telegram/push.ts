import { setTimeout as delay } from 'node:timers/promises';
import type { Faults } from './faults.ts';
import { integer, type Json, object, seconds, string } from './json.ts';
import type { Queue, Queued } from './queue.ts';
import { badRequest } from './refusal.ts';

const PATIENCE_MS = 60_000;

interface Hook {
  url: string;
  secret: string | undefined;
  maxConnections: number;
}

interface PushOptions {
  queue: Queue;
  faults: Faults;
  /** Multiplies the growing delays between tries. */
  scale: number;
  now: () => number;
  /** Executes a call that a webhook put into its answer. */
  call(method: string, body: Json): Promise<unknown>;
}

/** Pushes updates to the webhook: one queue per lane, a failing update holds up its own lane only. */
export class Push {
  readonly #options: PushOptions;
  readonly #busy = new Set<string>();
  readonly #stop = new AbortController();
  #hook: Hook | undefined;
  #generation = 0;
  #lastError: { at: number; text: string } | undefined;

  constructor(options: PushOptions) {
    this.#options = options;
    options.queue.onPush(() => this.#pump());
  }

  get active(): boolean {
    return this.#hook !== undefined;
  }

  set(body: Json): void {
    const url = string(body.url);
    const secret = string(body.secret_token);
    if (secret !== undefined && !/^[\w-]{1,256}$/.test(secret)) {
      throw badRequest('secret token contains unallowed characters');
    }
    if (url !== undefined && !/^https?:\/\/[^/]+/.test(url))
      throw badRequest('invalid webhook URL specified');
    this.#options.queue.allow(body.allowed_updates);
    if (body.drop_pending_updates === true) this.#options.queue.clear();
    this.#generation += 1;
    this.#busy.clear();
    this.#lastError = undefined;
    const maxConnections = Math.min(100, Math.max(1, integer(body.max_connections) ?? 40));
    this.#hook = url === undefined ? undefined : { url, secret, maxConnections };
    this.#pump();
  }

  info(): Json {
    return {
      url: this.#hook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: this.#options.queue.waiting().length,
      ...(this.#hook === undefined ? {} : { max_connections: this.#hook.maxConnections }),
      ...(this.#lastError === undefined
        ? {}
        : { last_error_date: seconds(this.#lastError.at), last_error_message: this.#lastError.text }),
      ...(this.#options.queue.allowed.length === 0 ? {} : { allowed_updates: this.#options.queue.allowed }),
    };
  }

  close(): void {
    this.#stop.abort();
    this.#hook = undefined;
  }

  #pump(): void {
    const hook = this.#hook;
    if (hook === undefined) return;
    const waiting = this.#options.queue.waiting();
    for (const one of this.#options.faults.reorder ? waiting.toReversed() : waiting) {
      const lane = this.#options.faults.reorder ? String(one.id) : one.lane;
      if (this.#busy.size >= hook.maxConnections) return;
      if (this.#busy.has(lane)) continue;
      this.#busy.add(lane);
      this.#deliver(one, lane, hook, this.#generation).catch(() => undefined);
    }
  }

  async #deliver(one: Queued, lane: string, hook: Hook, generation: number): Promise<void> {
    for (let failures = 0; generation === this.#generation && !this.#stop.signal.aborted; failures += 1) {
      if (failures > 0) await this.#rest(failures);
      if (one.expiresAt < this.#options.now() || (await this.#post(one, hook))) {
        for (let copy = 1; copy < this.#options.faults.copies; copy += 1) await this.#post(one, hook);
        this.#options.queue.remove(one.id);
        break;
      }
    }
    if (generation !== this.#generation) return;
    this.#busy.delete(lane);
    this.#pump();
  }

  /** At once, then 2, 4, 8 … seconds, up to a minute or two. */
  async #rest(failures: number): Promise<void> {
    const limit = 60_000 + Math.random() * 60_000;
    const ms = failures === 1 ? 0 : Math.min(limit, 1000 * 2 ** (failures - 1));
    await delay(Math.max(1, ms * this.#options.scale), undefined, { signal: this.#stop.signal });
  }

  async #post(one: Queued, hook: Hook): Promise<boolean> {
    try {
      const response = await fetch(hook.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(hook.secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': hook.secret }),
        },
        body: JSON.stringify(one.update),
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(PATIENCE_MS)]),
      });
      const answer = await response.text();
      if (!response.ok) throw new Error(`Wrong response from the webhook: ${response.status}`);
      await this.#executeAnswer(answer);
      return true;
    } catch (error) {
      this.#lastError = { at: this.#options.now(), text: error instanceof Error ? error.message : 'failed' };
      return false;
    }
  }

  async #executeAnswer(answer: string): Promise<void> {
    let call: Json | undefined;
    try {
      call = object(JSON.parse(answer));
    } catch {
      return;
    }
    const method = string(call?.method);
    if (
      call === undefined ||
      method === undefined ||
      /^(get|setWebhook|deleteWebhook|close|logOut)/i.test(method)
    )
      return;
    await this.#options.call(method, call).catch(() => undefined);
  }
}
