import type { ChannelState, InboundSink } from '../../channels/contract.ts';
import type { ChannelError } from '../../channels/errors.ts';
import { toChannelError } from './errors.ts';
import { Backoff, jittered, type Pace, pause } from './pace.ts';

/** Turns failures of intake into the account's state and into pauses; one owner per running intake. */
export class Trouble {
  readonly #sink: InboundSink;
  readonly #pace: Pace;
  readonly #now: () => number;
  readonly #backoff: Backoff;
  #since: number | undefined;
  #state: ChannelState['state'] | undefined;

  constructor(sink: InboundSink, pace: Pace, now: () => number) {
    this.#sink = sink;
    this.#pace = pace;
    this.#now = now;
    this.#backoff = new Backoff(pace, now);
  }

  connecting(): void {
    this.#report({ state: 'connecting' });
  }

  /** A call went well. Said once, not with every poll. */
  well(): void {
    this.#backoff.succeeded();
    this.#since = undefined;
    if (this.#state !== 'online') this.#report({ state: 'online' });
  }

  /** Reports the failure and waits as long as it deserves. */
  async wait(error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const failure = toChannelError(error);
    const ms = this.#restAfter(failure);
    this.#since ??= this.#now();
    this.#report(this.#stateFor(failure, this.#now() + ms));
    await pause(ms, signal);
  }

  #restAfter(failure: ChannelError): number {
    const step = this.#backoff.failed();
    if (failure.code === 'unauthorised') return jittered(this.#pace.refused);
    if (failure.code === 'duplicate_consumer') return jittered(this.#pace.conflict);
    return Math.max(step, failure.retryAfterMs ?? 0);
  }

  #stateFor(failure: ChannelError, nextTryAt: number): ChannelState {
    const { code: error, message: detail } = failure;
    if (error === 'unauthorised') return { state: 'blocked', action: 're-authorise', error, detail };
    if (error === 'duplicate_consumer') {
      return { state: 'blocked', action: 'stop-other-consumer', error, detail };
    }
    return { state: 'degraded', since: this.#since ?? this.#now(), nextTryAt, error, detail };
  }

  #report(state: ChannelState): void {
    this.#state = state.state;
    this.#sink.report(state);
  }
}
