import { InputFile } from 'grammy';
import type { AdapterHost, SendRequest, SendResult } from '../../channels/contract.ts';
import { type Certainty, ChannelError, type SentPart } from '../../channels/errors.ts';
import { fields } from '../../channels/json.ts';
import type { OutboundFile, OutboundPart } from '../../channels/outbound.ts';
import { uploadLimit } from '../../channels/telegram/encode.ts';
import { markedFile } from '../../channels/telegram/encode-media.ts';
import { messageIdOf } from '../../channels/telegram/ids.ts';
import type { BotClient } from './client.ts';
import { badRequest, toChannelError } from './errors.ts';

type Body = Record<string, unknown>;

/** Sends the parts in order, skipping those that an earlier try is known to have sent. */
export async function send(
  { client, host }: { client: BotClient; host: AdapterHost },
  request: SendRequest,
  signal: AbortSignal,
): Promise<SendResult> {
  refuseTooLarge(request.parts, uploadLimit(host.account));
  const done = new Set(request.doneParts.map((part) => part.index));
  const sent: SentPart[] = [...request.doneParts];
  for (const [index, part] of request.parts.entries()) {
    if (done.has(index)) continue;
    try {
      sent.push({ index, ids: idsOf(await sendPart(client, host, part, signal)) });
    } catch (error) {
      throw withParts(toChannelError(error), sent);
    }
  }
  return { kind: 'accepted', parts: sent.toSorted((a, b) => a.index - b.index) };
}

/** A refusal that costs only form is worked around once: without the reply, or without the formatting. */
async function sendPart(
  client: BotClient,
  host: AdapterHost,
  part: OutboundPart,
  signal: AbortSignal,
): Promise<unknown> {
  const deliver = (body: Body) => client.call(part.method, withFiles(body, part.files, host), signal);
  try {
    return await deliver(part.body);
  } catch (error) {
    const plainer = plainerBody(part.body, badRequest(error));
    if (plainer === undefined) throw error;
    host.log.info({ account: host.account.id, method: part.method }, 'Sent again in a plainer form.');
    return await deliver(plainer);
  }
}

function plainerBody(body: Body, refusal: string | undefined): Body | undefined {
  if (refusal === undefined) return undefined;
  if (/replied|REPLY_MESSAGE_ID_INVALID/i.test(refusal) && body.reply_parameters !== undefined) {
    const { reply_parameters: _, ...rest } = body;
    return rest;
  }
  if (/can't parse|ENTITY_|ENTITIES_|entity/i.test(refusal)) return withoutFormatting(body);
  return undefined;
}

function withoutFormatting(body: Body): Body {
  const { entities: _, caption_entities: __, ...rest } = body;
  return Array.isArray(rest.media)
    ? { ...rest, media: rest.media.map((item) => withoutFormatting(fields(item) ?? {})) }
    : rest;
}

/** Puts fresh streams where the marks are; a stream cannot be read twice. */
function withFiles(body: Body, files: OutboundFile[], host: AdapterHost): Body {
  const fill = (value: unknown): unknown => {
    const file = files[markedFile(value) ?? -1];
    if (file !== undefined) return inputFile(file, host);
    if (Array.isArray(value)) return value.map(fill);
    const object = fields(value);
    return object === undefined ? value : withFiles(object, files, host);
  };
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, fill(value)]));
}

/** grammY writes the name unquoted into the header, where a semicolon would end it. */
function inputFile(file: OutboundFile, host: AdapterHost): InputFile {
  const name = file.name
    .replace(/[\r\n\t]+/g, ' ')
    .replaceAll(';', ',')
    .replaceAll('"', "'");
  return new InputFile(() => readWhole(file, host), name);
}

/** A file that breaks off leaves an unfinished request, which the network drops. */
async function* readWhole(file: OutboundFile, host: AdapterHost): AsyncIterable<Uint8Array> {
  try {
    yield* host.readFile(file);
  } catch (cause) {
    const detail = 'A file of the message could not be read.';
    throw new ChannelError('rejected', detail, { certainty: 'not-sent', cause });
  }
}

function refuseTooLarge(parts: OutboundPart[], limit: number): void {
  const big = parts.flatMap((part) => part.files).find((file) => file.size > limit);
  if (big === undefined) return;
  const detail = `The file has ${big.size} bytes, the network takes ${limit}.`;
  throw new ChannelError('too_large', detail, { certainty: 'not-sent' });
}

function idsOf(result: unknown): SentPart['ids'] {
  const messages = Array.isArray(result) ? result : [result];
  return messages.map((one) => messageIdOf(fields(one) ?? {})).filter((id) => id !== undefined);
}

function withParts(error: ChannelError, sent: SentPart[]): ChannelError {
  if (sent.length === 0) return error;
  const certainty: Certainty = error.certainty === 'not-sent' ? 'partly-sent' : error.certainty;
  return new ChannelError(error.code, error.message, {
    certainty,
    sentParts: sent,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(error.movedTo === undefined ? {} : { movedTo: error.movedTo }),
  });
}
