import { afterEach, beforeEach } from 'vitest';
import { vk } from '../../../adapters/vk/index.ts';
import type { AdapterHost, ChannelAdapter, SendRequest } from '../../../channels/contract.ts';
import type { InboundEvent } from '../../../channels/events.ts';
import { accountId, chatId } from '../../../channels/ids.ts';
import type { OutboundMessage } from '../../../channels/outbound.ts';
import { plain } from '../../../channels/richtext.ts';
import { createVkSimulator, type VkSimulator } from '../../simulators/vk/index.ts';
import { adapterHost, type RecordedSink, recordingSink } from '../../support/adapter-host.ts';
import { openWebhookDoor, type WebhookDoor } from '../../support/webhook-door.ts';

export const never = new AbortController().signal;

export let network: VkSimulator;
let door: WebhookDoor;
export let sink: RecordedSink;
export let adapter: ChannelAdapter;

/** A community, a door for its callbacks and a store for every test of the file that calls this. */
export function freshCommunity(): void {
  beforeEach(async () => {
    network = await createVkSimulator({ retryMs: 5 });
    door = await openWebhookDoor();
    sink = recordingSink();
  });

  afterEach(async () => {
    await adapter?.stop();
    await network.close();
    await door.close();
  });
}

export async function start(
  settings: object = {},
  extra: Partial<AdapterHost> & { files?: Record<string, Uint8Array> } = {},
) {
  const given = { token: network.token, groupId: network.groupId, apiRoot: network.url, ...settings };
  const parsed = vk.parseSettings(given);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  adapter = vk.createAdapter(adapterHost(parsed.settings, { webhookUrl: door.url, ...extra }));
  door.adapter = adapter;
  await adapter.start(sink, never);
}

/** The first start takes what is written from then on, so the place in the queue must be known. */
export async function listening(...given: Parameters<typeof start>) {
  await start(...given);
  await sink.reached('online');
}

export const callback = { mode: 'callback', secret: 'aQ81' };

export async function events(): Promise<InboundEvent[]> {
  const account = { id: accountId('a1'), self: String(network.groupId) };
  const all = await Promise.all(sink.envelopes.map((envelope) => vk.readRaw(envelope.bytes, envelope.meta)));
  return all.flatMap((raw) => vk.codec.decode(raw, account));
}

export async function words(): Promise<string[]> {
  return (await events()).flatMap((event) => (event.kind === 'message' ? [event.content.text.text] : []));
}

export function request(peer: number, message: Partial<OutboundMessage>): SendRequest {
  const whole: OutboundMessage = {
    id: 'm1',
    chat: chatId(String(peer)),
    text: plain(''),
    files: [],
    createdAt: 0,
    ...message,
  };
  return { message: whole, parts: vk.codec.encode(whole, { id: accountId('a1') }).parts, doneParts: [] };
}
