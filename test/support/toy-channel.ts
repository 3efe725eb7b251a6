import { z } from 'zod';
import type { Capabilities } from '../../channels/capabilities.ts';
import type { Channel } from '../../channels/contract.ts';
import { toyAdapter } from './toy/adapter.ts';
import { toyCapabilities } from './toy/capabilities.ts';
import { toyCodec } from './toy/codec.ts';
import { createToyNetwork, type ToyNetwork, type ToyNetworkOptions } from './toy/network.ts';

export { toyCapabilities } from './toy/capabilities.ts';
export type { ToyFault, ToyNetwork } from './toy/network.ts';

export interface Toy {
  channel: Channel;
  network: ToyNetwork;
}

const settings = z.strictObject({
  address: z.string().min(1).default('main'),
  token: z.string().default('t'),
});

/**
 * A complete channel on an in-memory network. Settings: `{ address }` names the account on the network (default
 * `main`, the account that `network.push` addresses).
 */
export function createToy(
  options: ToyNetworkOptions & { name?: string; capabilities?: Partial<Capabilities> } = {},
): Toy {
  const { name = 'toy', capabilities: overrides, ...networkOptions } = options;
  const capabilities: Capabilities = { ...toyCapabilities, ...overrides };
  const idempotent = capabilities.idempotentSend !== 'none';
  const network = createToyNetwork({ idempotent, ...networkOptions });
  const channel: Channel = {
    codec: toyCodec(name, capabilities),
    fields: [
      { name: 'address', kind: 'text', required: false, default: 'main' },
      { name: 'token', kind: 'secret', required: false },
    ],
    parseSettings: (input) => {
      const parsed = settings.safeParse(input);
      if (parsed.success) return { ok: true, settings: parsed.data };
      const problems = parsed.error.issues.map((issue) => ({
        field: issue.path.join('.'),
        code: 'invalid' as const,
        message: issue.message,
      }));
      return { ok: false, problems };
    },
    readRaw: async (bytes) => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
    test: async (given) => ({
      ok: true,
      self: (given as { address: string }).address,
      name: 'Toy',
      notes: [],
    }),
    createAdapter: (host) => toyAdapter(host, network, capabilities),
    fromEnvironment: (env) =>
      env.TOY_ADDRESS ? { name: 'Toy', settings: { address: env.TOY_ADDRESS } } : undefined,
  };
  return { channel, network };
}
