import { z } from 'zod';
import { DELIVERY_STATES } from '../../../channels/delivery.ts';
import { id, time } from './entity.ts';

export const deliveryView = z.object({
  state: z.enum(DELIVERY_STATES),
  /** A channel error code; the screen has the sentence for it. */
  reason: z.string().optional(),
  detail: z.string().optional(),
  attempts: z.int().optional(),
  maxAttempts: z.int().optional(),
  nextTryAt: time.optional(),
  /** While this lies ahead the message can still be taken back. */
  undoUntil: time.optional(),
  /** Written for later; it can be changed and taken back until then. */
  sendAt: time.optional(),
  at: time.optional(),
  /** Present when the channel makes several messages of it: how many, how many the network has, and what of each. */
  parts: z
    .object({
      total: z.int(),
      sent: z.int(),
      states: z.array(z.enum(['waiting', 'sent', 'delivered', 'read', 'failed'])),
    })
    .optional(),
  /** Accounts by which the same person could be reached instead, best first; on what did not arrive. */
  alternatives: z.array(id).optional(),
  /** The message that went another way in place of this one. */
  replacedBy: id.optional(),
});
