import { fileURLToPath } from 'node:url';
import { createTelegramAdapter } from '../../../adapters/telegram/adapter.ts';
import { telegram } from '../../../adapters/telegram/index.ts';
import type { Channel, ChannelAdapter } from '../../../channels/contract.ts';
import { accountId, chatId } from '../../../channels/ids.ts';
import { adapterContract, type NetworkFault, type NetworkUnderTest } from '../../contract/adapter.ts';
import { codecContract } from '../../contract/codec.ts';
import { createTelegramSimulator, type Fault } from '../../simulators/telegram/index.ts';
import { door, FAST } from './bench.ts';

codecContract({
  name: 'telegram',
  channel: telegram,
  account: { id: accountId('account-1'), self: '7100000001', settings: {} },
  fixtures: fileURLToPath(new URL('../../fixtures/telegram', import.meta.url)),
  chat: chatId('5823014977'),
  textOf: ({ body }) => {
    const media = Array.isArray(body.media) ? body.media : [];
    return [body.text, body.caption, ...media.map((item) => item.caption)].filter(Boolean).join(' ');
  },
});

const FAULTS: Record<Exclude<NetworkFault, 'unreachable'>, Fault> = {
  'rate-limited': { kind: 'flood', retryAfter: 3 },
  'recipient-blocked': { kind: 'error', code: 403, description: 'Forbidden: bot was blocked by the user' },
  'recipient-unknown': { kind: 'error', code: 400, description: 'Bad Request: chat not found' },
  unauthorised: { kind: 'error', code: 401, description: 'Unauthorized' },
  refused: { kind: 'error', code: 400, description: 'Bad Request: not enough rights' },
  'too-large': { kind: 'error', code: 413, description: 'Request Entity Too Large' },
  'answer-lost': { kind: 'drop-after' },
};

let current: ChannelAdapter | undefined;
const fast: Channel = {
  ...telegram,
  createAdapter: (host) => {
    current = createTelegramAdapter(host, FAST);
    return current;
  },
};

async function open(settings: object): Promise<NetworkUnderTest> {
  const simulator = await createTelegramSimulator({ scale: 0.01 });
  const olena = simulator.user('Олена');
  const chat = chatId(String(olena.chat.id));
  return {
    settings: { token: simulator.token, apiRoot: simulator.url, ...settings },
    chat,
    writes: async (text) => void olena.says(text),
    allConfirmed: () => simulator.pending() === 0,
    redeliver: async () => simulator.redeliver(),
    sent: () => simulator.sent().map((sent) => sent.text ?? ''),
    fail: (fault) => {
      if (fault === 'unreachable') simulator.vanish();
      else simulator.faults.arm(FAULTS[fault], { method: 'sendMessage' });
    },
    close: () => simulator.close(),
  };
}

const faults = [...Object.keys(FAULTS), 'unreachable'] as NetworkFault[];
const secrets = ['AAsimulator-token-for-tests-000000', 's3cret'];

adapterContract({
  name: 'telegram (polling)',
  channel: fast,
  faults,
  secrets,
  open: async () => {
    // A poller has moved past what it confirmed; the network hands nothing out twice.
    const { redeliver: _, ...network } = await open({});
    return network;
  },
});

const hook = await door(() => current);
adapterContract({
  name: 'telegram (webhook)',
  channel: fast,
  faults,
  secrets,
  open: () => open({ mode: 'webhook', secret: 's3cret' }),
  host: { webhookUrl: hook.url },
});
