import type {
  AdapterHost,
  ChannelAdapter,
  InboundSink,
  WebhookAnswer,
  WebhookRequest,
} from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import type { ExternalId } from '../../channels/ids.ts';
import { fields, text, wholeId } from '../../channels/json.ts';
import { toApi } from '../../channels/vk/ids.ts';
import { vkCodec } from '../../channels/vk/index.ts';
import { reactionIdOf } from '../../channels/vk/reactions.ts';
import { fetchLinked, isInternal } from '../fetch-media.ts';
import { createVkCall } from './call.ts';
import { receive } from './callback.ts';
import { createComplete } from './complete.ts';
import { history } from './history.ts';
import { longPoll } from './long-poll.ts';
import { createProfiles } from './profiles.ts';
import { keepRegistered } from './register.ts';
import { send } from './send.ts';
import type { VkSettings } from './settings.ts';
import { upload } from './upload.ts';

/** How far back to look for what a lost long poll queue held. */
const GAP_MS = 3 * 24 * 3_600_000;

/** One community. */
export function createVkAdapter(host: AdapterHost): ChannelAdapter {
  const settings = host.settings as VkSettings;
  const call = createVkCall(settings);
  const profile = createProfiles(call);
  const complete = createComplete(call, settings.groupId, profile);
  const allowInternal = isInternal(new URL(settings.apiRoot).hostname);
  const stopping = new AbortController();
  let sink: InboundSink | undefined;
  let intake: Promise<void> = Promise.resolve();
  let confirmation = settings.confirmation;

  async function start(given: InboundSink, signal: AbortSignal): Promise<void> {
    sink = given;
    given.learn({ self: String(settings.groupId) });
    const ended = AbortSignal.any([signal, stopping.signal]);
    if (settings.mode === 'callback') {
      const { webhookUrl, now } = host;
      intake = keepRegistered({ call, settings, webhookUrl, sink: given, now }, ended);
      return;
    }
    const onGap = async () => {
      for await (const envelopes of history(call, settings.groupId, host.now() - GAP_MS, host.now, ended)) {
        await given.accept(envelopes);
      }
    };
    const { groupId } = settings;
    const cursor = wholeId(host.cursor?.ts);
    await new Promise<void>((onPlace) => {
      const { now } = host;
      const options = { call, groupId, sink: given, cursor, now, complete, onGap, onPlace };
      intake = longPoll(options, ended).finally(onPlace);
    });
  }

  async function confirm(): Promise<string> {
    if (confirmation === undefined) {
      const parameters = { group_id: settings.groupId };
      const answer = fields(await call('groups.getCallbackConfirmationCode', parameters, stopping.signal));
      confirmation = text(answer?.code) ?? '';
    }
    return confirmation;
  }

  async function webhook(request: WebhookRequest): Promise<WebhookAnswer> {
    if (sink === undefined || stopping.signal.aborted) return { status: 503 };
    const { groupId, secret } = settings;
    return receive(request, {
      groupId,
      secret,
      confirmation: confirm,
      sink,
      complete: (event) => complete(event, stopping.signal),
      now: host.now,
    });
  }

  return {
    start,
    async stop() {
      stopping.abort();
      await intake;
    },
    send: (request, signal) => send(call, host, request, signal),
    openMedia: (ref, signal) => fetchLinked(ref, signal, { allowInternal }),
    ...(settings.mode === 'callback' ? { webhook } : {}),
    async edit(chat, id, message, signal) {
      const [part] = vkCodec.encode(message, host.account).parts;
      const attachments: string[] = [];
      for (const file of part?.files ?? [])
        attachments.push(await upload({ call, host, file, peer: Number(chat), signal }));
      const body = { message: String(part?.body.message ?? ''), attachment: attachments.join(',') };
      await call('messages.edit', { peer_id: chat, ...toApi(id), ...body, keep_forward_messages: 1 }, signal);
    },
    async remove(chat, ids, signal) {
      const inDialogue = ids.filter((id) => 'conversation_message_id' in toApi(id));
      const global = ids.filter((id) => !inDialogue.includes(id)).map((id) => id.slice(1));
      const common = { peer_id: chat, delete_for_all: 1 };
      if (inDialogue.length > 0)
        await call('messages.delete', { ...common, cmids: inDialogue.join(',') }, signal);
      if (global.length > 0)
        await call('messages.delete', { ...common, message_ids: global.join(',') }, signal);
    },
    async typing(chat, signal) {
      await call('messages.setActivity', { peer_id: chat, type: 'typing' }, signal);
    },
    async markRead(chat, upTo, signal) {
      await call(
        'messages.markAsRead',
        { peer_id: chat, up_to_cmid: upTo, mark_conversation_as_read: 1 },
        signal,
      );
    },
    async react(chat, id, reactions, signal) {
      const target = { peer_id: chat, cmid: numberOf(id) };
      const [emoji] = reactions;
      if (emoji === undefined) {
        await call('messages.deleteReaction', target, signal);
        return;
      }
      const reaction = reactionIdOf(emoji);
      if (reaction === undefined) {
        throw new ChannelError('unsupported', `VK has no reaction ${emoji}.`, { certainty: 'not-sent' });
      }
      await call('messages.sendReaction', { ...target, reaction_id: reaction }, signal);
    },
    async answerButton(token, words, signal) {
      const [user, peer, event] = token.split(':');
      const said =
        words === undefined
          ? {}
          : { event_data: JSON.stringify({ type: 'show_snackbar', text: words.slice(0, 90) }) };
      await call(
        'messages.sendMessageEventAnswer',
        { event_id: event, user_id: user, peer_id: peer, ...said },
        signal,
      );
    },
    profile: (user, signal) => profile(user, signal),
    history: (since, signal) => history(call, settings.groupId, since, host.now, signal),
  };
}

function numberOf(id: ExternalId): number {
  const api = toApi(id);
  return 'message_id' in api ? api.message_id : api.conversation_message_id;
}
