import type { InboundSink } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';

/** A failed connection in the words of the house: a wrong token waits for a person, the rest for the next try. */
export function reportFailure(sink: InboundSink, error: unknown, since: number, nextTryAt: number): void {
  const known = error instanceof ChannelError ? error : undefined;
  const detail = known?.message ?? 'VK could not be reached.';
  if (known?.code === 'unauthorised') {
    sink.report({ state: 'blocked', action: 're-authorise', error: known.code, detail });
  } else if (known?.code === 'rejected') {
    sink.report({ state: 'blocked', action: 'reconfigure', error: known.code, detail });
  } else {
    sink.report({ state: 'degraded', since, nextTryAt, error: known?.code ?? 'unknown', detail });
  }
}
