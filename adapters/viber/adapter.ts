import { setTimeout as sleep } from 'node:timers/promises';
import type { AdapterHost, ChannelAdapter, InboundSink } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import { userId } from '../../channels/ids.ts';
import { compact, fields, text } from '../../channels/json.ts';
import type { Person } from '../../channels/message.ts';
import { reconnectBackoff } from '../backoff.ts';
import { fetchLinked, isInternal } from '../fetch-media.ts';
import { createViberCall, type ViberCall } from './rest.ts';
import { send } from './send.ts';
import type { ViberSettings } from './settings.ts';
import { receive } from './webhook.ts';

/** Events beside the ones that always come. */
const EVENT_TYPES = ['delivered', 'seen', 'failed', 'subscribed', 'unsubscribed', 'conversation_started'];

/** One bot. The network only pushes, so `start` registers the webhook and is done. */
export function createViberAdapter(host: AdapterHost): ChannelAdapter {
  const settings = host.settings as ViberSettings;
  const call = createViberCall(settings);
  const allowInternal = isInternal(new URL(settings.apiRoot).hostname);
  const stopping = new AbortController();
  let sink: InboundSink | undefined;
  let registering: Promise<void> = Promise.resolve();
  let ownName = settings.senderName ?? '';

  return {
    async start(given, signal) {
      sink = given;
      const ended = AbortSignal.any([signal, stopping.signal]);
      registering = keepRegistering(call, host, given, ended, (name) => {
        if (ownName === '') ownName = name;
      });
    },
    async stop() {
      stopping.abort();
      await registering;
    },
    send: (request, signal) => send(call, host, request, signal),
    openMedia: (ref, signal) => fetchLinked(ref, signal, { allowInternal }),
    async webhook(request) {
      if (sink === undefined || stopping.signal.aborted) return { status: 503 };
      return receive(request, {
        token: settings.token,
        sink,
        now: host.now,
        welcome:
          settings.welcome === undefined ? undefined : () => welcomeOf(settings.welcome ?? '', ownName),
      });
    },
    async profile(user, signal) {
      const answer = await call('get_user_details', { id: user }, signal);
      const found = fields(answer.user);
      const avatar = text(found?.avatar);
      return found === undefined
        ? undefined
        : compact<Person>({
            id: userId(user),
            name: text(found.name),
            language: text(found.language),
            avatar: avatar === undefined ? undefined : { url: avatar },
          });
    },
  };
}

/** The answer to an opened chat has the shape of a message without its receiver. */
function welcomeOf(words: string, name: string): object {
  return {
    sender: { name: name === '' ? 'Support' : name.slice(0, 28) },
    type: 'text',
    text: words,
    min_api_version: 1,
  };
}

async function keepRegistering(
  call: ViberCall,
  host: AdapterHost,
  sink: InboundSink,
  signal: AbortSignal,
  learnName: (name: string) => void,
): Promise<void> {
  const backoff = reconnectBackoff(host.now);
  const since = host.now();
  sink.report({ state: 'connecting' });
  while (!signal.aborted) {
    try {
      await register(call, host, sink, signal, learnName);
      return;
    } catch (error) {
      if (signal.aborted) return;
      const wait = backoff.next();
      reportFailure(sink, error, since, host.now() + wait);
      // A refusal may end without us (billing, a proxy that comes up), so it is asked again, slowly.
      const pause = error instanceof ChannelError && error.code === 'unreachable_network' ? wait : 300_000;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function register(
  call: ViberCall,
  host: AdapterHost,
  sink: InboundSink,
  signal: AbortSignal,
  learnName: (name: string) => void,
): Promise<void> {
  const info = await call('get_account_info', {}, signal);
  const self = text(info.id) ?? text(info.uri);
  const name = text(info.name);
  sink.learn(compact<{ self?: string; name?: string }>({ self, name }));
  if (name !== undefined) learnName(name);
  if (host.webhookUrl === undefined) {
    throw new ChannelError(
      'rejected',
      'This network only pushes: the service needs a public https address (PUBLIC_URL).',
      {
        certainty: 'not-sent',
      },
    );
  }
  const body = { url: host.webhookUrl, event_types: EVENT_TYPES, send_name: true, send_photo: true };
  await call('set_webhook', body, signal);
  sink.report({ state: 'online' });
}

function reportFailure(sink: InboundSink, error: unknown, since: number, nextTryAt: number): void {
  const known = error instanceof ChannelError ? error : undefined;
  const detail = known?.message ?? 'Viber could not be reached.';
  if (known?.code === 'unauthorised') {
    sink.report({ state: 'blocked', action: 're-authorise', error: known.code, detail });
  } else if (known !== undefined && known.code !== 'unreachable_network' && known.code !== 'rate_limited') {
    sink.report({ state: 'blocked', action: 'reconfigure', error: known.code, detail });
  } else {
    sink.report({ state: 'degraded', since, nextTryAt, error: known?.code ?? 'unknown', detail });
  }
}
