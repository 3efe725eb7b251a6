import { z } from 'zod';
import { time } from './entity.ts';
import { BOT_LANGUAGES, flowBody } from './flow.ts';
import { knowsZone } from './zone.ts';

export * from './flow.ts';
export * from './flow-problems.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time like 09:00');

/** Value of the setting `bot`. */
export const botSetting = z.strictObject({
  enabled: z.boolean().default(false),
  /** Id of the flow whose published version speaks. */
  flow: z.string().max(64).nullable().default(null),
  /** The name people see beside its words; the house's own where it is empty. */
  name: z.string().trim().max(60).default(''),
  /** Weekdays from 1 (Monday) to 7. */
  hours: z
    .array(z.strictObject({ days: z.array(z.int().min(1).max(7)).min(1).max(7), from: clock, to: clock }))
    .max(30)
    .default([{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }]),
  /** Days without work: `2026-05-09`, or `05-09` for every year. */
  holidays: z
    .array(z.string().regex(/^(\d{4}-)?\d{2}-\d{2}$/, 'a date like 2026-05-09 or 05-09'))
    .max(200)
    .default([]),
  /** IANA name of the zone in which the hours are meant; the house's own when absent. */
  zone: z
    .string()
    .max(64)
    .refine((name) => knowsZone(name), 'not a time zone; write one like Europe/Kyiv')
    .optional(),
  /** Accounts on which it speaks; all when absent. */
  accounts: z.array(z.string().max(64)).max(500).optional(),
});
export type BotSetting = z.infer<typeof botSetting>;

export const flowVersionView = z.object({ version: z.int(), at: time, by: z.string() });

export const flowView = z.object({
  id: z.string(),
  rev: z.int(),
  name: z.string(),
  /** Newest version; `body` is of this one unless another was asked for. */
  version: z.int(),
  /** The version that speaks once the flow is the bot's; null before the first publishing. */
  published: z.int().nullable(),
  shown: z.int(),
  body: flowBody,
  versions: z.array(flowVersionView),
});
export type FlowView = z.infer<typeof flowView>;

export const createFlow = z.strictObject({ name: z.string().trim().min(1).max(100), body: flowBody });
/** `rev` of the flow as it was read; refused with `conflict` when somebody else has changed it since. */
export const changeFlow = z.strictObject({
  name: z.string().trim().min(1).max(100),
  body: flowBody,
  rev: z.int().optional(),
});
/** The newest version, or an older one to go back to. */
export const publishFlow = z.strictObject({ version: z.int().min(1).optional() });

export const templateView = z.object({ id: z.string(), body: flowBody });
export type TemplateView = z.infer<typeof templateView>;

/** A conversation played through with the flow as it stands in the editor, on one channel. Nothing is stored. */
export const tryFlow = z.strictObject({
  /** Name of a channel kind; the first there is when absent. */
  channel: z.string().max(40).optional(),
  /** What the person writes, one after the other. */
  messages: z.array(z.string().max(4000)).max(50).default([]),
  /** An unsaved draft; the newest version when absent. */
  body: flowBody.optional(),
  /** What the network says of the person's language. */
  language: z.string().max(10).optional(),
  /** When it is played; now when absent. */
  at: time.optional(),
});

const renderedButton = z.object({ label: z.string(), kind: z.string() });

/** One message of the bot as a channel shows it. */
export const renderedView = z.object({
  text: z.string(),
  buttons: z.array(renderedButton),
  /** Choices were written as a numbered list because there are no buttons. */
  numbered: z.boolean(),
  /** How many messages the network makes of it. */
  parts: z.int(),
  losses: z.array(z.object({ what: z.string(), support: z.string(), detail: z.string().optional() })),
});
export type RenderedView = z.infer<typeof renderedView>;

export const tryView = z.object({
  transcript: z.array(
    z.discriminatedUnion('by', [
      z.object({ by: z.literal('person'), text: z.string() }),
      z.object({ by: z.literal('bot'), rendered: renderedView }),
      /** What it does besides talking: stores an answer, sets a label, hands over, stops. */
      z.object({ by: z.literal('house'), what: z.string(), detail: z.string() }),
    ]),
  ),
  language: z.enum(BOT_LANGUAGES),
  /** Step whose answer it waits for. */
  waitsAt: z.string().nullable(),
  /** Every step that says something, on every connected kind of channel, in that language. */
  renderings: z.array(
    z.object({ channel: z.string(), steps: z.array(z.object({ step: z.string(), rendered: renderedView })) }),
  ),
});
export type TryView = z.infer<typeof tryView>;

/** One slice of a dry run; ask again with `next` until it is null and add the slices up. Nothing is sent or stored. */
export const dryRun = z.strictObject({
  from: time,
  to: time,
  body: flowBody.optional(),
  cursor: z.string().max(64).optional(),
});

export const dryRunView = z.object({
  conversations: z.int(),
  messages: z.int(),
  /** Messages it would have answered. */
  answers: z.int(),
  /** Of these: to senders that turned out to be software. */
  toRobots: z.int(),
  /** Conversations it would have handed over. */
  handovers: z.int(),
  /** Messages it would have left alone, by reason. */
  silent: z.record(z.string(), z.int()),
  examples: z.array(
    z.object({
      conversation: z.string(),
      name: z.string(),
      channel: z.string(),
      at: time,
      asked: z.string(),
      answer: z.string(),
      robot: z.boolean(),
    }),
  ),
  /** Between 0 and 1. */
  progress: z.number(),
  next: z.string().nullable(),
});
export type DryRunView = z.infer<typeof dryRunView>;
