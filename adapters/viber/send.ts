import type { AdapterHost, SendRequest, SendResult } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import type { OutboundFile } from '../../channels/outbound.ts';
import { toMessageId } from '../../channels/viber/ids.ts';
import { sendParts } from '../send-parts.ts';
import type { ViberCall } from './rest.ts';

/** The network takes one file a message, and by public link only. */
export function send(
  call: ViberCall,
  host: AdapterHost,
  request: SendRequest,
  signal: AbortSignal,
): Promise<SendResult> {
  return sendParts(request, async (part) => {
    const [file] = part.files;
    const media = file === undefined ? {} : { media: linkTo(host, file) };
    const answer = await call(part.method, { ...part.body, ...media }, signal);
    const id = toMessageId(answer.message_token);
    return id === undefined ? [] : [id];
  });
}

function linkTo(host: AdapterHost, file: OutboundFile): string {
  if (host.publicLink !== undefined) return host.publicLink(file);
  throw new ChannelError(
    'unsupported',
    'Files go to this network by a public link, and the service has no public address: set PUBLIC_URL.',
    { certainty: 'not-sent' },
  );
}
