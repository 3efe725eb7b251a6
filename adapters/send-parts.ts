import type { SendRequest, SendResult } from '../channels/contract.ts';
import { ChannelError, type SentPart } from '../channels/errors.ts';
import type { ExternalId } from '../channels/ids.ts';
import type { OutboundPart } from '../channels/outbound.ts';

/**
 * Sends what is not done yet, one part after the other. When one fails, the error tells which ones went before it,
 * so that a later try leaves them out.
 */
export async function sendParts(
  request: SendRequest,
  sendOne: (part: OutboundPart) => Promise<ExternalId[]>,
): Promise<SendResult> {
  const parts = [...request.doneParts];
  const done = new Set(parts.map((part) => part.index));
  for (const [index, part] of request.parts.entries()) {
    if (done.has(index)) continue;
    try {
      parts.push({ index, ids: await sendOne(part) });
    } catch (error) {
      throw error instanceof ChannelError ? withParts(error, parts) : error;
    }
  }
  return { kind: 'accepted', parts };
}

function withParts(error: ChannelError, sent: SentPart[]): ChannelError {
  if (sent.length === 0) return error;
  return new ChannelError(error.code, error.message, {
    certainty: error.certainty === 'not-sent' ? 'partly-sent' : error.certainty,
    sentParts: sent,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(error.scope === undefined ? {} : { scope: error.scope }),
    ...(error.movedTo === undefined ? {} : { movedTo: error.movedTo }),
    cause: error.cause,
  });
}
