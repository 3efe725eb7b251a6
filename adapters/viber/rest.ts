import { ChannelError } from '../../channels/errors.ts';
import { type Fields, fields, number, text } from '../../channels/json.ts';
import { readExact } from '../../channels/viber/index.ts';
import { certaintyOf } from '../certainty.ts';
import { statusError } from './errors.ts';
import type { ViberSettings } from './settings.ts';

const ANSWER_MS = 20_000;

/** One call of the REST API. Rejects with `ChannelError`; 64-bit tokens in the answer stay exact. */
export type ViberCall = (method: string, body: object, signal: AbortSignal) => Promise<Fields>;

export function createViberCall(settings: Pick<ViberSettings, 'token' | 'apiRoot'>): ViberCall {
  const root = settings.apiRoot.replace(/\/+$/, '');
  const base = root.endsWith('/pa') ? root : `${root}/pa`;
  return async (method, body, signal) => {
    const answer = await post(`${base}/${method}`, settings.token, body, signal);
    const status = number(answer.status);
    if (status === 0) return answer;
    throw statusError(status ?? -1, text(answer.status_message) ?? 'no reason given');
  };
}

async function post(url: string, token: string, body: object, signal: AbortSignal): Promise<Fields> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  let status: number;
  let answer: string;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-viber-auth-token': token },
      body: JSON.stringify(body),
      signal: limit,
    });
    status = response.status;
    answer = await response.text();
  } catch (cause) {
    throw new ChannelError('unreachable_network', 'Viber did not answer.', {
      certainty: certaintyOf(cause),
      cause,
    });
  }
  const parsed = parse(answer);
  if (parsed !== undefined) return parsed;
  // A gateway answered in Viber's place; what stands behind it is unknown.
  throw new ChannelError('unreachable_network', `Viber answered HTTP ${status} without JSON.`, {
    certainty: status >= 400 && status < 500 ? 'not-sent' : 'maybe-sent',
  });
}

function parse(answer: string): Fields | undefined {
  try {
    return fields(readExact(answer));
  } catch {
    return undefined;
  }
}
