import { setTimeout as sleep } from 'node:timers/promises';
import type { InboundSink } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import { fields, items, text, wholeId } from '../../channels/json.ts';
import { reconnectBackoff } from '../backoff.ts';
import type { VkCall } from './call.ts';
import { reportFailure } from './health.ts';
import type { VkSettings } from './settings.ts';

/** What an inbox wants to hear; each is switched by name in the server's settings. */
const EVENTS = [
  'message_new',
  'message_reply',
  'message_edit',
  'message_allow',
  'message_deny',
  'message_typing_state',
  'message_event',
  'message_read',
  'message_reaction_event',
];

export interface RegisterOptions {
  call: VkCall;
  settings: VkSettings;
  webhookUrl: string | undefined;
  sink: InboundSink;
  now: () => number;
}

/** Makes sure that the community posts its events to us. Tries again until `signal`, slower and slower. */
export async function keepRegistered(options: RegisterOptions, signal: AbortSignal): Promise<void> {
  const { sink, now } = options;
  const backoff = reconnectBackoff(now);
  const since = now();
  sink.report({ state: 'connecting' });
  while (!signal.aborted) {
    try {
      await register(options, signal);
      sink.report({ state: 'online' });
      return;
    } catch (error) {
      if (signal.aborted) return;
      const wait =
        error instanceof ChannelError && error.code === 'unreachable_network' ? backoff.next() : 300_000;
      reportFailure(sink, error, since, now() + wait);
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function register({ call, settings, webhookUrl }: RegisterOptions, signal: AbortSignal): Promise<void> {
  const group = settings.groupId;
  const need = (what: string) => new ChannelError('rejected', what, { certainty: 'not-sent' });
  if (webhookUrl === undefined)
    throw need('The Callback API needs a public address: set PUBLIC_URL or use long poll.');
  if (settings.secret === undefined)
    throw need('The Callback API needs a secret key: set one in the account.');
  const known = fields(await call('groups.getCallbackServers', { group_id: group }, signal));
  const own = items(known?.items).find((server) => text(server.url) === webhookUrl);
  const id = wholeId(own?.id) ?? (await addServer(call, group, webhookUrl, settings.secret, signal));
  const switches = Object.fromEntries(EVENTS.map((event) => [event, 1]));
  await call(
    'groups.setCallbackSettings',
    { group_id: group, server_id: id, api_version: '5.199', ...switches },
    signal,
  );
}

async function addServer(
  call: VkCall,
  group: number,
  url: string,
  secret: string,
  signal: AbortSignal,
): Promise<string> {
  const parameters = { group_id: group, url, title: 'Okno', secret_key: secret };
  const added = fields(await call('groups.addCallbackServer', parameters, signal));
  return wholeId(added?.server_id) ?? '';
}
