import { z } from 'zod';

/** Languages the bot speaks; a flow names those it has texts in, the first being what strangers hear. */
export const BOT_LANGUAGES = ['ru', 'uk', 'uz', 'en'] as const;
export type BotLanguage = (typeof BOT_LANGUAGES)[number];

/** The same words in each language of the flow. `{name}`, `{phone}`, `{email}`, `{wish}`, `{house}`, `{opens}` are filled in. */
export const texts = z.partialRecord(z.enum(BOT_LANGUAGES), z.string().max(4000));
export type Texts = z.infer<typeof texts>;

/** Words by which something is recognised, per language; any word form counts. */
export const keywords = z.partialRecord(
  z.enum(BOT_LANGUAGES),
  z.array(z.string().trim().min(1).max(60)).max(40),
);
export type Keywords = z.infer<typeof keywords>;

const stepId = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[a-z0-9-]+$/);
/** Where to go on: a step, `end`, or absent for the following one. */
const next = stepId.optional();

const base = { id: stepId, next };

/** What an answer is checked as and where it is kept. */
export const ASK_KINDS = ['name', 'phone', 'email', 'wish', 'text'] as const;
export type AskKind = (typeof ASK_KINDS)[number];

export const handoverTarget = z.discriminatedUnion('kind', [
  /** Whoever the rules of distribution choose. */
  z.strictObject({ kind: z.literal('routing') }),
  z.strictObject({ kind: z.literal('team'), id: z.string().min(1).max(64) }),
]);

const sayStep = z.strictObject({ ...base, kind: z.literal('say'), text: texts });

const askStep = z.strictObject({
  ...base,
  kind: z.literal('ask'),
  ask: z.enum(ASK_KINDS),
  text: texts,
  /** Said when the answer does not pass; the question itself where it is empty. */
  again: texts.default({}),
  /** How many answers are tried before `otherwise`. */
  attempts: z.int().min(1).max(5).default(2),
  /** The person may decline. */
  skip: z.boolean().default(true),
  /** Not asked when the answer is known already. */
  skipKnown: z.boolean().default(true),
  /** Field of the contact for `wish` and `text`. */
  field: z.string().trim().max(50).optional(),
  /** Where to go on when no attempt passed. */
  otherwise: stepId.optional(),
});

const choiceOption = z.strictObject({
  id: stepId,
  label: texts,
  /** Further words that mean this option. */
  keywords: keywords.default({}),
  next,
});

const choiceStep = z.strictObject({
  ...base,
  kind: z.literal('choice'),
  text: texts,
  options: z.array(choiceOption).min(1).max(20),
  again: texts.default({}),
  attempts: z.int().min(1).max(5).default(2),
  /** Field of the contact that keeps the choice. */
  field: z.string().trim().max(50).optional(),
  otherwise: stepId.optional(),
});

/** Waits for questions and answers them from the list; what is not in the list goes on to `next`. */
const questionsStep = z.strictObject({ ...base, kind: z.literal('questions'), text: texts });

const hoursStep = z.strictObject({
  ...base,
  kind: z.literal('hours'),
  open: stepId.optional(),
  closed: stepId.optional(),
});

const setStep = z.strictObject({
  ...base,
  kind: z.literal('set'),
  label: z.string().trim().max(50).optional(),
  language: z.enum(BOT_LANGUAGES).optional(),
  lead: z.enum(['new', 'not-client']).optional(),
});

const handoverStep = z.strictObject({
  ...base,
  kind: z.literal('handover'),
  text: texts.default({}),
  to: handoverTarget,
  /** Leaves a note with the answers for whoever takes over. */
  note: z.boolean().default(true),
});

export const flowStep = z.discriminatedUnion('kind', [
  sayStep,
  askStep,
  choiceStep,
  questionsStep,
  hoursStep,
  setStep,
  handoverStep,
]);
export type FlowStep = z.infer<typeof flowStep>;
export type StepKind = FlowStep['kind'];
export type ChoiceStep = z.infer<typeof choiceStep>;
export type AskStep = z.infer<typeof askStep>;
export type HandoverTarget = z.infer<typeof handoverTarget>;

export const faqEntry = z.strictObject({ id: stepId, keywords, answer: texts });
export type FaqEntry = z.infer<typeof faqEntry>;

/** What one version of a flow says and does. Steps follow each other unless `next` says otherwise. */
export const flowBody = z.strictObject({
  languages: z.array(z.enum(BOT_LANGUAGES)).min(1).max(4),
  /** Whom it greets: people who write for the first time, or also everybody whose conversation was closed. */
  greets: z.enum(['new', 'everyone']).default('new'),
  steps: z.array(flowStep).min(1).max(60),
  /** Answered whenever the bot may speak, also between two questions of its own. */
  faq: z.array(faqEntry).max(200).default([]),
});
export type FlowBody = z.infer<typeof flowBody>;

/** The name of the end of a flow, where a step's id may stand. */
export const END = 'end';
