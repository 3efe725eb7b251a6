import type { InboundSink, WebhookAnswer, WebhookRequest } from '../../channels/contract.ts';
import { type Fields, fields, wholeId } from '../../channels/json.ts';
import { isSameSecret } from '../same-secret.ts';
import { envelopeOf, isVolatile } from './envelopes.ts';

export interface CallbackOptions {
  groupId: number;
  secret: string | undefined;
  confirmation: () => Promise<string>;
  sink: InboundSink;
  complete: (event: Fields) => Promise<Fields>;
  now: () => number;
}

const OK: WebhookAnswer = { status: 200, body: 'ok', contentType: 'text/plain' };

/** The network wants exactly `ok`, and gets it only after the event is stored. */
export async function receive(request: WebhookRequest, options: CallbackOptions): Promise<WebhookAnswer> {
  const bytes = Buffer.from(request.body);
  const event = parse(bytes);
  if (event === undefined || wholeId(event.group_id) !== String(options.groupId)) return { status: 403 };
  if (event.type === 'confirmation') {
    // An old server sends none here; a wrong one is refused all the same.
    if (event.secret !== undefined && !isSecret(event, options)) return { status: 403 };
    return { status: 200, body: await options.confirmation(), contentType: 'text/plain' };
  }
  if (!isSecret(event, options)) return { status: 403 };
  if (isVolatile(event)) options.sink.hint?.(event);
  else await options.sink.accept([envelopeOf(await options.complete(withoutSecret(event)), options.now())]);
  return OK;
}

function parse(bytes: Buffer): Fields | undefined {
  try {
    return fields(JSON.parse(bytes.toString('utf8')));
  } catch {
    return undefined;
  }
}

/** Without a secret anybody could write in a client's name, so none set means nobody may. */
function isSecret(event: Fields, options: CallbackOptions): boolean {
  if (options.secret === undefined || typeof event.secret !== 'string') return false;
  return isSameSecret(event.secret, options.secret);
}

/** What is kept and shown raw must not hold the key. */
function withoutSecret(event: Fields): Fields {
  const { secret: _secret, ...rest } = event;
  return rest;
}
