import type { AdapterHost, ChannelAdapter, InboundSink } from '../../channels/contract.ts';
import { answerButton, edit, profile, react, remove, typing } from './actions.ts';
import { createClient } from './client.ts';
import { toChannelError } from './errors.ts';
import { openMedia } from './files.ts';
import { introduce } from './identity.ts';
import { PACE, type Pace } from './pace.ts';
import { type Intake, poll } from './polling.ts';
import { send } from './send.ts';
import type { TelegramSettings } from './settings.ts';
import { Trouble } from './trouble.ts';
import { receive, watchWebhook, webhookSecret } from './webhook.ts';

/** The I/O of one bot. `pace` is given only by tests. */
export function createTelegramAdapter(host: AdapterHost, pace: Pace = PACE): ChannelAdapter {
  const settings = host.settings as TelegramSettings;
  const client = createClient(settings);
  const secret = webhookSecret(settings);
  const stopped = new AbortController();
  const inFlight = new Set<Promise<unknown>>();
  let sink: InboundSink | undefined;
  let running: Promise<void> = Promise.resolve();

  return {
    start: async (given, signal) => {
      sink = given;
      if (signal.aborted || stopped.signal.aborted) return;
      const until = AbortSignal.any([signal, stopped.signal]);
      const intake: Intake = { client, host, sink: given, groups: settings.groups, pace };
      running = runIntake(settings.mode, intake, secret, until).catch((error: unknown) => {
        const reason = error instanceof Error ? error.name : typeof error;
        host.log.warn({ account: host.account.id, reason }, 'Intake ended unexpectedly.');
      });
    },
    stop: async () => {
      stopped.abort();
      await Promise.all([running, ...inFlight]);
    },
    send: (request, signal) => send({ client, host }, request, signal),
    openMedia: (ref, signal) => openMedia(client, ref, signal),
    webhook: async (request) => {
      if (settings.mode !== 'webhook') return { status: 404 };
      const answer = receive(request, secret, stopped.signal.aborted ? undefined : sink, host.now());
      inFlight.add(answer);
      return answer.finally(() => inFlight.delete(answer));
    },
    edit: (_chat, id, message, signal) => edit(client.call, id, message, signal),
    remove: (chat, ids, signal) => remove(client.call, chat, ids, signal),
    typing: (chat, signal) => typing(client.call, chat, signal),
    react: (chat, id, reactions, signal) => react(client.call, chat, id, reactions, signal),
    answerButton: (token, text, signal) => answerButton(client.call, token, text, signal),
    profile: (user, signal) => profile(client.call, user, signal),
  };
}

function runIntake(
  mode: TelegramSettings['mode'],
  intake: Intake,
  secret: string,
  signal: AbortSignal,
): Promise<void> {
  if (mode === 'webhook') return watchWebhook(intake, secret, signal);
  return mode === 'polling' ? poll(intake, signal) : standBy(intake, signal);
}

/** Updates come through the owner's own bot; only who we are has to be learnt. */
async function standBy(intake: Intake, signal: AbortSignal): Promise<void> {
  const trouble = new Trouble(intake.sink, intake.pace, () => intake.host.now());
  trouble.connecting();
  while (!signal.aborted) {
    try {
      await introduce(intake.client.call, intake.sink, signal);
      trouble.well();
      return;
    } catch (error) {
      await trouble.wait(toChannelError(error), signal);
    }
  }
}
