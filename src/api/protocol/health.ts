import { z } from 'zod';
import { moment, time } from './entity.ts';
import { messageView } from './message.ts';

const id = z.string().min(1).max(64);

/** What lists of undelivered messages ask for: failed, of unknown outcome, or still tried beyond their time. */
export const UNDELIVERED_STATES = ['failed', 'uncertain', 'waiting'] as const;
export type UndeliveredState = (typeof UNDELIVERED_STATES)[number];

const states = z
  .string()
  .max(100)
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(UNDELIVERED_STATES)).min(1))
  .default([...UNDELIVERED_STATES]);

/** `since` is the beginning of the reader's day; without it the last 24 hours. */
export const undeliveredQuery = z.strictObject({
  since: moment.optional(),
  state: states,
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const undeliveredCountQuery = undeliveredQuery.pick({ since: true });

/** A message that did not arrive, with the person it was for. */
export const undeliveredView = messageView.extend({
  contact: z.object({ id: z.string(), name: z.string() }),
});
export type UndeliveredView = z.infer<typeof undeliveredView>;

/** `more` when there are more than are counted. */
export const undeliveredCountView = z.object({
  failed: z.int(),
  uncertain: z.int(),
  waiting: z.int(),
  more: z.boolean(),
});
export type UndeliveredCountView = z.infer<typeof undeliveredCountView>;

/**
 * Setting `alarms`: who is told of an account in trouble, by which ways. Each `accounts` entry is a chat on one of
 * our accounts; `emails` go through an account of a channel that may write to any address. Never through the account
 * that is in trouble; the screen always shows it.
 */
export const alarmsSetting = z.strictObject({
  enabled: z.boolean().default(true),
  accounts: z
    .array(z.strictObject({ account: id, chat: z.string().min(1).max(254) }))
    .max(20)
    .default([]),
  emails: z.array(z.email().max(254)).max(20).default([]),
  /** Trouble that ends by itself within this time is told to nobody; what needs a person is told at once. */
  afterMinutes: z.int().min(0).max(1440).default(5),
});

/** Setting `delivery`: what happens when an answer cannot arrive on its channel. */
export const deliverySetting = z.strictObject({
  /** `automatic`: it goes by the next way of the same person. What may have arrived never does. */
  fallback: z.enum(['suggest', 'automatic']).default('suggest'),
});

/** What the house itself is short of; managers see it. */
export const houseHealthView = z.object({
  store: z.enum(['ok', 'unreachable', 'full']),
  /** `unused` where the house is one process. */
  redis: z.enum(['ok', 'unreachable', 'unused']),
  disk: z.object({ free: z.number(), total: z.number(), low: z.boolean() }).optional(),
  files: z.object({ state: z.enum(['ok', 'full']), bytes: z.number(), quota: z.number().optional() }),
  quarantine: z.int(),
  /** Stored payloads that are not in their conversation yet. */
  unapplied: z.int(),
});
export type HouseHealthView = z.infer<typeof houseHealthView>;

/** A link that works without a session until it ends. */
export const fileLinkView = z.object({ url: z.string(), expiresAt: time });

export const replayAllView = z.object({ replayed: z.int(), quarantined: z.int() });
