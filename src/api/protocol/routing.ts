import { z } from 'zod';
import { accountView } from './account.ts';
import { conversationView } from './conversation.ts';
import { id, time } from './entity.ts';
import { userView } from './user.ts';
import { knowsZone } from './zone.ts';

const wanted = z.string().min(1).max(64);

export const ROUTING_STRATEGIES = ['round-robin', 'least-loaded'] as const;
export const REASSIGNMENT_STATES = ['preview', 'running', 'done', 'undoing', 'undone'] as const;
export const REASSIGNMENT_KINDS = ['user', 'team', 'routing', 'queue'] as const;

/** The setting `routing`. Off by default: then people choose for themselves. */
export const routingSetting = z.strictObject({
  enabled: z.boolean().default(false),
  strategy: z.enum(ROUTING_STRATEGIES).default('round-robin'),
  /** Conversations that one colleague holds at once at most; a colleague's own `capacity` goes before it. */
  capacity: z.int().min(1).max(1000).default(50),
  /** What counts against the capacity: everything open, or only people who wait for an answer. */
  counts: z.enum(['open', 'waiting']).default('open'),
  /** Minutes without an answer after which an assignment moves on. */
  leaseMinutes: z.int().min(1).max(1440).default(15),
  /** Account id to the id of the team that answers what comes in there. */
  channels: z.record(z.string().max(64), z.string().max(64)).default({}),
  /** Whether a colleague has to speak the person's language, should, or it does not matter. */
  language: z.enum(['require', 'prefer', 'ignore']).default('prefer'),
});
export type RoutingSetting = z.infer<typeof routingSetting>;

/**
 * Why an assignment changed, as `reason` of the timeline's assignment entry when the house did it. The screen has the
 * sentence. `responsible`, `last`, `turn`: somebody was chosen; the others: it was taken away and waits in the queue.
 */
export const ROUTING_REASONS = [
  'responsible',
  'last',
  'turn',
  'lease',
  'off-shift',
  'disabled',
  'full',
  'team',
] as const;
export type RoutingReason = (typeof ROUTING_REASONS)[number];

const middle = z.number().nullable();

/** Everything a manager sees at a glance. Times are ISO, durations seconds; a median is null while there is nothing. */
export const boardView = z.object({
  at: time,
  /** People who wait, the longest first, the first hundred. */
  waiting: z.array(
    z.object({
      conversation: conversationView,
      since: time,
      /** Nobody responsible for them is on shift. */
      forgotten: z.boolean(),
    }),
  ),
  waitingTotal: z.int(),
  forgotten: z.int(),
  operators: z.array(
    z.object({
      user: userView,
      /** Open conversations. */
      load: z.int(),
      capacity: z.int(),
      /** People of theirs who wait. */
      waiting: z.int(),
      oldestSince: time.nullable(),
      firstResponse: middle,
      resolution: middle,
      answered: z.int(),
    }),
  ),
  channels: z.array(z.object({ account: accountView, lag: z.number().optional() })),
  today: z.object({
    answered: z.int(),
    unanswered: z.int(),
    firstResponseMedian: middle,
    resolutionMedian: middle,
  }),
});
export type BoardView = z.infer<typeof boardView>;

export const boardQuery = z.strictObject({
  /** IANA time zone in which today begins; the house's own when absent. */
  zone: z.string().max(64).refine(knowsZone, 'This is no time zone: write one like Europe/Kyiv.').optional(),
});

export const createReassignment = z.strictObject({
  /** Everything of this colleague; with `conversations` only those of them that are theirs. */
  from: wanted.optional(),
  conversations: z.array(wanted).min(1).max(10_000).optional(),
  to: z.strictObject({ kind: z.enum(REASSIGNMENT_KINDS), id: wanted.optional() }),
  /** The contacts' responsible colleague changes as well. */
  responsible: z.boolean().default(false),
  /** `any` takes closed conversations along. */
  open: z.enum(['open', 'any']).default('open'),
  /** Written into each conversation as a note for whoever takes over. */
  note: z.string().trim().max(5000).optional(),
  reason: z.string().trim().min(1).max(500),
  dryRun: z.boolean().default(false),
});
export type CreateReassignment = z.infer<typeof createReassignment>;

export const reassignmentView = z.object({
  /** Null for a preview. */
  id: id.nullable(),
  state: z.enum(REASSIGNMENT_STATES),
  total: z.int(),
  done: z.int(),
  /** Conversations that somebody else had changed meanwhile, and stay as they are. */
  refused: z.int(),
  /** After an undo: conversations that went back, and those that were kept because somebody had changed them since. */
  undone: z.int(),
  kept: z.int(),
  /** Contacts that get another responsible colleague. */
  contacts: z.int(),
  /** Where they go; `to` is a user or team id, null for the queue. */
  plan: z.array(
    z.object({
      to: id.nullable(),
      kind: z.enum(['user', 'team', 'queue']),
      name: z.string(),
      count: z.int(),
    }),
  ),
  from: id.nullable(),
  to: z.object({ kind: z.enum(REASSIGNMENT_KINDS), id: id.nullable() }),
  reason: z.string(),
  note: z.string().optional(),
  at: time,
  by: z.string(),
  undoneAt: time.nullable(),
});
export type ReassignmentView = z.infer<typeof reassignmentView>;
