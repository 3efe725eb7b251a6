import { ChannelError } from '../../channels/errors.ts';
import { type Fields, fields, number, text } from '../../channels/json.ts';
import { certaintyOf } from '../certainty.ts';
import { apiError } from './errors.ts';
import type { VkSettings } from './settings.ts';

const VERSION = '5.199';
const ANSWER_MS = 20_000;

export type VkParameters = Readonly<Record<string, string | number | undefined>>;

/** One method of the API; answers its `response`. Rejects with `ChannelError` and never repeats by itself. */
export type VkCall = (method: string, parameters: VkParameters, signal: AbortSignal) => Promise<unknown>;

/** The token travels in a header, so that no address ever holds it. */
export function createVkCall(settings: Pick<VkSettings, 'token' | 'apiRoot'>): VkCall {
  const root = settings.apiRoot.replace(/\/+$/, '');
  const base = root.endsWith('/method') ? root : `${root}/method`;
  return async (method, parameters, signal) => {
    const form = new URLSearchParams({ v: VERSION });
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined) form.set(name, String(value));
    }
    const answer = await requestJson(`${base}/${method}`, signal, ANSWER_MS, {
      method: 'POST',
      headers: { authorization: `Bearer ${settings.token}` },
      body: form,
    });
    const error = fields(answer.error);
    if (error === undefined) return answer.response;
    throw apiError(number(error.error_code) ?? 0, text(error.error_msg) ?? 'no reason given');
  };
}

/** JSON from a server of the network. A gateway's HTML counts as no answer. Rejects with `ChannelError`. */
export async function requestJson(
  url: string,
  signal: AbortSignal,
  limitMs: number,
  init: RequestInit = {},
): Promise<Fields> {
  let status: number;
  let body: string;
  try {
    const response = await fetch(url, {
      ...init,
      signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
    });
    status = response.status;
    body = await response.text();
  } catch (cause) {
    throw new ChannelError('unreachable_network', 'VK did not answer.', {
      certainty: certaintyOf(cause),
      cause,
    });
  }
  const parsed = parse(body);
  if (parsed !== undefined) return parsed;
  throw new ChannelError('unreachable_network', `VK answered HTTP ${status} without JSON.`, {
    certainty: status >= 400 && status < 500 ? 'not-sent' : 'maybe-sent',
  });
}

function parse(body: string): Fields | undefined {
  try {
    return fields(JSON.parse(body));
  } catch {
    return undefined;
  }
}
