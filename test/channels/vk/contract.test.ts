import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { vk } from '../../../adapters/vk/index.ts';
import type { Channel, ChannelAdapter } from '../../../channels/contract.ts';
import { accountId, chatId } from '../../../channels/ids.ts';
import { adapterContract, type NetworkFault, type NetworkUnderTest } from '../../contract/adapter.ts';
import { codecContract } from '../../contract/codec.ts';
import { createVkSimulator } from '../../simulators/vk/index.ts';
import { openWebhookDoor } from '../../support/webhook-door.ts';

codecContract({
  name: 'vk',
  channel: vk,
  account: { id: accountId('account-1'), self: '224433110', settings: { groups: true } },
  fixtures: fileURLToPath(new URL('../../fixtures/vk', import.meta.url)),
  isPayload: (file) => /^\d/.test(file) && !/-(response|error|longpoll)-|\.events\.json$/.test(file),
  chat: chatId('712345678'),
  textOf: ({ body }) => String(body.message ?? ''),
});

const ERRORS: Partial<Record<NetworkFault, number>> = {
  'rate-limited': 9,
  'recipient-blocked': 901,
  'recipient-unknown': 936,
  unauthorised: 5,
  refused: 911,
  'too-large': 914,
};

const hook = await openWebhookDoor();
const watched: Channel = {
  ...vk,
  createAdapter: (host): ChannelAdapter => {
    hook.adapter = vk.createAdapter(host);
    return hook.adapter;
  },
};

async function open(settings: object): Promise<NetworkUnderTest> {
  const network = await createVkSimulator({ retryMs: 10 });
  const igor = network.person('Игорь');
  const place = settings as { mode: string };
  igor.joins();
  return {
    settings: { token: network.token, groupId: network.groupId, apiRoot: network.url, ...settings },
    chat: chatId(String(igor.id)),
    writes: async (text) =>
      network.later(async () => {
        // A community that posts its events knows nobody to post them to before the address is registered.
        while (place.mode === 'callback' && network.servers() === 0) await sleep(5);
        await igor.says(text);
      }),
    allConfirmed: () => network.underway(place.mode) === 0,
    redeliver: () => network.redeliver(),
    sent: () => network.sent().map(({ text }) => text),
    fail(fault) {
      const error = ERRORS[fault];
      if (fault === 'unreachable') network.vanish();
      else if (fault === 'answer-lost') network.faults.dropAfterTaking = 1;
      else if (error !== undefined) network.faults.errors.push(error);
    },
    close: () => network.close(),
  };
}

const faults = [...Object.keys(ERRORS), 'unreachable', 'answer-lost'] as NetworkFault[];
const secrets = ['vk1.a.simulated-community-token', 's3cret'];

adapterContract({
  name: 'vk (long poll)',
  channel: watched,
  faults,
  secrets,
  open: () => open({ mode: 'longpoll' }),
});

adapterContract({
  name: 'vk (callbacks)',
  channel: watched,
  faults,
  secrets,
  open: () => open({ mode: 'callback', secret: 's3cret' }),
  host: { webhookUrl: hook.url },
});
