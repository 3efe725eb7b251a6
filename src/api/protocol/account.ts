import { z } from 'zod';
import { id, rev, time } from './entity.ts';

export const healthView = z.object({
  state: z.enum(['off', 'connecting', 'online', 'degraded', 'blocked']),
  since: time,
  error: z.string().optional(),
  detail: z.string().optional(),
  action: z.string().optional(),
  nextTryAt: time.optional(),
  lastInboundAt: time.optional(),
  lastOutboundAt: time.optional(),
  /** How late the newest message was when it came: the network's time against ours. */
  lagSeconds: z.number().optional(),
  /** Where the network counts: what it holds, and how much of that is stored here. */
  expected: z.int().optional(),
  stored: z.int().optional(),
  /** Messages that wait at the network to be fetched. */
  pending: z.int().optional(),
  /** From when on the network throws away what waits for us; present while we do not reach it. */
  dropsAt: time.optional(),
  /** Managers are being told. `told` is false while nobody could be reached but the screens. */
  alarm: z
    .object({ kind: z.enum(['blocked', 'unreachable', 'behind']), since: time, told: z.boolean() })
    .optional(),
});

export const accountView = z.object({
  id,
  rev,
  channel: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  /** The account's own address on its network, once known. */
  self: z.string().optional(),
  /** Further addresses of its own, where it may speak under several. */
  aliases: z.array(z.string()).optional(),
  /** People in whose name the account speaks, as long as they let it. */
  connections: z
    .array(z.object({ name: z.string(), enabled: z.boolean(), canReply: z.boolean(), at: time }))
    .optional(),
  /** Without secrets: each secret is shown as `true` when one is stored. */
  settings: z.record(z.string(), z.unknown()),
  health: healthView,
});
export type AccountView = z.infer<typeof accountView>;
