import type { AdapterHost, SendRequest, SendResult } from '../../channels/contract.ts';
import { ChannelError, type SentPart } from '../../channels/errors.ts';
import type { OutboundFile, OutboundPart } from '../../channels/outbound.ts';
import { toMessageId } from '../../channels/viber/ids.ts';
import type { ViberCall } from './rest.ts';

/** Sends what is not done yet, part by part; the network takes one file a message, and by public link only. */
export async function send(
  call: ViberCall,
  host: AdapterHost,
  request: SendRequest,
  signal: AbortSignal,
): Promise<SendResult> {
  const parts = [...request.doneParts];
  const done = new Set(parts.map((part) => part.index));
  for (const [index, part] of request.parts.entries()) {
    if (done.has(index)) continue;
    parts.push(await sendPart(call, host, part, index, parts, signal));
  }
  return { kind: 'accepted', parts };
}

async function sendPart(
  call: ViberCall,
  host: AdapterHost,
  part: OutboundPart,
  index: number,
  sent: SentPart[],
  signal: AbortSignal,
): Promise<SentPart> {
  try {
    const [file] = part.files;
    const media = file === undefined ? {} : { media: linkTo(host, file) };
    const answer = await call(part.method, { ...part.body, ...media }, signal);
    const id = toMessageId(answer.message_token);
    return { index, ids: id === undefined ? [] : [id] };
  } catch (error) {
    throw error instanceof ChannelError ? withParts(error, sent) : error;
  }
}

function linkTo(host: AdapterHost, file: OutboundFile): string {
  if (host.publicLink !== undefined) return host.publicLink(file);
  throw new ChannelError(
    'unsupported',
    'Files go to this network by a public link, and the service has no public address: set PUBLIC_URL.',
    { certainty: 'not-sent' },
  );
}

function withParts(error: ChannelError, sent: SentPart[]): ChannelError {
  if (sent.length === 0) return error;
  return new ChannelError(error.code, error.message, {
    certainty: error.certainty === 'not-sent' ? 'partly-sent' : error.certainty,
    sentParts: sent,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(error.scope === undefined ? {} : { scope: error.scope }),
    cause: error.cause,
  });
}
