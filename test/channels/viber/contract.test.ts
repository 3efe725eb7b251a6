import { fileURLToPath } from 'node:url';
import { viber } from '../../../adapters/viber/index.ts';
import type { Channel, ChannelAdapter } from '../../../channels/contract.ts';
import { accountId, chatId } from '../../../channels/ids.ts';
import { adapterContract, type NetworkFault } from '../../contract/adapter.ts';
import { codecContract } from '../../contract/codec.ts';
import { createViberSimulator } from '../../simulators/viber/index.ts';
import { openWebhookDoor } from '../../support/webhook-door.ts';

codecContract({
  name: 'viber',
  channel: viber,
  account: { id: accountId('account-1') },
  fixtures: fileURLToPath(new URL('../../fixtures/viber', import.meta.url)),
  isPayload: (file) => /^\d/.test(file) && !/-response-|\.events\.json$/.test(file),
  chat: chatId('jc9HsWTZ2Yf2NkRZ8KcNug=='),
  textOf: ({ body }) => String(body.text ?? ''),
});

const STATUSES: Partial<Record<NetworkFault, number>> = {
  'rate-limited': 12,
  'recipient-blocked': 6,
  'recipient-unknown': 5,
  unauthorised: 2,
  refused: 3,
};

const hook = await openWebhookDoor();
const watched: Channel = {
  ...viber,
  createAdapter: (host): ChannelAdapter => {
    hook.adapter = viber.createAdapter(host);
    return hook.adapter;
  },
};

adapterContract({
  name: 'viber',
  channel: watched,
  faults: [
    'rate-limited',
    'recipient-blocked',
    'recipient-unknown',
    'unauthorised',
    'refused',
    'unreachable',
    'answer-lost',
  ],
  secrets: ['4f8a1b2c3d4e5f60-1a2b3c4d5e6f7081-92a3b4c5d6e7f809'],
  host: { webhookUrl: hook.url },
  async open() {
    const network = await createViberSimulator({ retryMs: 10 });
    const olena = network.person('Олена');
    olena.joins();
    return {
      settings: { token: network.token, apiRoot: network.url },
      chat: chatId(olena.id),
      writes: async (text) => void network.later(() => olena.says(text)),
      allConfirmed: () => network.underway() === 0,
      redeliver: () => network.redeliver(),
      sent: () => network.sent().map(({ message }) => String(message.text ?? '')),
      fail(fault) {
        const status = STATUSES[fault];
        if (fault === 'unreachable') network.vanish();
        else if (fault === 'answer-lost') network.faults.dropAfterTaking = 1;
        else if (status !== undefined) network.faults.statuses.push(status);
      },
      close: () => network.close(),
    };
  },
});
