import { createHash } from 'node:crypto';
import type { Envelope, InboundSink, WebhookAnswer, WebhookRequest } from '../../channels/contract.ts';
import { type Fields, fields, text, wholeId } from '../../channels/json.ts';
import { readExact } from '../../channels/viber/index.ts';
import { isSigned } from './signature.ts';

export interface WebhookOptions {
  token: string;
  sink: InboundSink;
  now: () => number;
  /** Answer to a chat that was opened for the first time; absent when there is none. */
  welcome: (() => object) | undefined;
}

/** Verifies the bytes, stores them, and only then says 200. */
export async function receive(request: WebhookRequest, options: WebhookOptions): Promise<WebhookAnswer> {
  const signature = request.headers['x-viber-content-signature'] ?? request.query.sig;
  if (!isSigned(request.body, signature, options.token)) return { status: 403 };
  const callback = parse(request.body);
  // The call that `set_webhook` makes to see whether somebody is here.
  if (callback?.event === 'webhook') return { status: 200 };
  await options.sink.accept([envelopeOf(request.body, callback, options.now())]);
  if (
    callback?.event === 'conversation_started' &&
    callback.subscribed !== true &&
    options.welcome !== undefined
  ) {
    return { status: 200, contentType: 'application/json', body: JSON.stringify(options.welcome()) };
  }
  return { status: 200 };
}

function parse(body: Uint8Array): Fields | undefined {
  try {
    return fields(readExact(Buffer.from(body).toString('utf8')));
  } catch {
    return undefined;
  }
}

/** A repeat has the same token; `delivered` comes once a device with the same one. */
function envelopeOf(bytes: Uint8Array, callback: Fields | undefined, receivedAt: number): Envelope {
  const event = text(callback?.event);
  const token = wholeId(callback?.message_token);
  const user =
    text(callback?.user_id) ?? text(fields(callback?.sender)?.id) ?? text(fields(callback?.user)?.id) ?? '';
  const key =
    event === undefined || token === undefined
      ? `sha256:${createHash('sha256').update(bytes).digest('hex')}`
      : `${event}:${token}:${user}`;
  return { key, lane: user === '' ? 'account' : user, bytes, receivedAt };
}
