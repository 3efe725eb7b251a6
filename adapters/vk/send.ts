import type { AdapterHost, SendRequest, SendResult } from '../../channels/contract.ts';
import { type ExternalId, externalId } from '../../channels/ids.ts';
import { fields, items, number, text, wholeId } from '../../channels/json.ts';
import type { OutboundPart } from '../../channels/outbound.ts';
import { globalId } from '../../channels/vk/ids.ts';
import { sendParts } from '../send-parts.ts';
import type { VkCall } from './call.ts';
import { apiError } from './errors.ts';
import { upload } from './upload.ts';

/** `random_id` makes a repeat of a part the same message. */
export function send(
  call: VkCall,
  host: AdapterHost,
  request: SendRequest,
  signal: AbortSignal,
): Promise<SendResult> {
  return sendParts(request, (part) => sendPart(call, host, part, signal));
}

/**
 * Asked through `peer_ids`, the answer names the number inside the dialogue that every event uses; a refusal then
 * stands inside the answer of a call that did not fail.
 */
async function sendPart(
  call: VkCall,
  host: AdapterHost,
  part: OutboundPart,
  signal: AbortSignal,
): Promise<ExternalId[]> {
  const { peer_id: peer, ...body } = part.body as Record<string, string | number>;
  const attachments: string[] = [];
  for (const file of part.files)
    attachments.push(await upload({ call, host, file, peer: Number(peer), signal }));
  const answer = await call(
    part.method,
    {
      ...body,
      peer_ids: peer,
      dont_parse_links: 0,
      ...(attachments.length === 0 ? {} : { attachment: attachments.join(',') }),
    },
    signal,
  );
  if (typeof answer === 'number') return [globalId(String(answer))];
  const [outcome] = items(answer);
  const error = fields(outcome?.error);
  if (error !== undefined)
    throw apiError(number(error.code) ?? 0, text(error.description) ?? 'no reason given');
  const inDialogue = wholeId(outcome?.conversation_message_id);
  const global = wholeId(outcome?.message_id);
  if (inDialogue !== undefined && inDialogue !== '0') return [externalId(inDialogue)];
  return global === undefined || global === '0' ? [] : [globalId(global)];
}
