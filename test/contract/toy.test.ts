import { fileURLToPath } from 'node:url';
import { accountId, chatId } from '../../channels/ids.ts';
import { createToy, type ToyFault } from '../support/toy-channel.ts';
import { adapterContract, type NetworkFault } from './adapter.ts';
import { codecContract } from './codec.ts';

const { channel } = createToy();

codecContract({
  name: 'toy',
  channel,
  account: { id: accountId('account-1') },
  fixtures: fileURLToPath(new URL('../fixtures/toy', import.meta.url)),
  chat: chatId('ann'),
  textOf: (part) => String(part.body.text),
});

const FAULTS: Partial<Record<NetworkFault, ToyFault>> = {
  'rate-limited': { error: 'rate_limited', certainty: 'not-sent', retryAfterMs: 1000 },
  'recipient-blocked': { error: 'recipient_blocked', certainty: 'not-sent' },
  unauthorised: { error: 'unauthorised', certainty: 'not-sent' },
  unreachable: { error: 'unreachable_network', certainty: 'not-sent' },
  'answer-lost': { error: 'unreachable_network', certainty: 'maybe-sent', taken: true },
};

for (const idempotentSend of ['none', 'key'] as const) {
  const toy = createToy({ capabilities: { idempotentSend } });
  // Each test gets a network of its own; the channel asks for the one that is current.
  let current = toy;
  adapterContract({
    name: `toy (${idempotentSend})`,
    channel: { ...toy.channel, createAdapter: (host) => current.channel.createAdapter(host) },
    faults: Object.keys(FAULTS) as NetworkFault[],
    secrets: ['toy-secret'],
    open: async () => {
      current = createToy({ capabilities: { idempotentSend } });
      const { network } = current;
      let confirmed = 0;
      let written = 0;
      const { confirm } = network;
      network.confirm = (queued) => {
        confirm(queued);
        confirmed += 1;
      };
      return {
        settings: { address: 'main', token: 'toy-secret' },
        chat: chatId('ann'),
        writes: async (text) => {
          written += 1;
          const id = `in${written}`;
          network.push({ type: 'message', id, chat: 'ann', at: Date.now(), from: { id: 'ann' }, text });
        },
        allConfirmed: () => confirmed >= written,
        redeliver: async () => {
          written += 1;
          network.redeliver();
        },
        sent: () => network.taken.map((taken) => taken.text),
        fail: (fault) => network.failNext(FAULTS[fault]),
        close: async () => {},
      };
    },
  });
}
