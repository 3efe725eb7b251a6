import { z } from 'zod';
import { contactView } from './contact.ts';
import { time } from './entity.ts';

const id = z.string().min(1).max(64);

/** What a colleague chooses when two people who are one disagree. */
export const MERGE_FIELDS = ['name', 'company', 'birthday', 'language', 'responsible'] as const;
export type MergeField = (typeof MERGE_FIELDS)[number];

/** Each member names the contact whose value stays; absent: the survivor's, or the other's where it has none. */
export const mergeChoices = z.strictObject({
  name: id.optional(),
  company: id.optional(),
  birthday: id.optional(),
  language: id.optional(),
  responsible: id.optional(),
});

export const mergeContacts = z.strictObject({
  from: z.union([id, z.array(id).min(1).max(50)]),
  fields: mergeChoices.optional(),
  /** Answers what would happen and changes nothing. */
  dryRun: z.boolean().optional(),
});
export type MergeContacts = z.infer<typeof mergeContacts>;

export const undoMerges = z.strictObject({ ids: z.array(id).min(1).max(50) });
export const notSame = z.strictObject({ other: id });

/** `moving` and `undoing` go on by themselves, also after a restart. */
export const MERGE_STATES = ['planned', 'moving', 'done', 'undoing', 'undone'] as const;

const mergedPerson = z.object({ id, name: z.string() });

/** What went (or, in a dry run, would go) to the surviving contact. */
export const movedCounts = z
  .object({ messages: z.int(), identities: z.int(), queued: z.int(), drafts: z.int() })
  .catchall(z.int());

export const mergeView = z.object({
  /** Null in a dry run. */
  id: id.nullable(),
  /** The surviving contact; its id stays what it was. */
  into: id,
  name: z.string(),
  from: z.array(mergedPerson),
  at: time,
  by: z.string().nullable(),
  /** `link`: the house did it itself because an address proves it; `evidence` says which. */
  cause: z.enum(['person', 'link']),
  evidence: z.array(z.looseObject({ kind: z.string() })).optional(),
  state: z.enum(MERGE_STATES),
  undoneAt: time.nullable(),
  /** The survivor as it is, or in a dry run as it would be; null when the reader may not see it. */
  contact: contactView.nullable(),
  moved: movedCounts,
  /** Fields on which the people disagree; in a dry run only. */
  conflicts: z
    .array(
      z.object({
        field: z.enum(MERGE_FIELDS),
        values: z.array(z.object({ contact: id, value: z.string() })),
        /** Contact whose value stays unless chosen otherwise. */
        chosen: id,
      }),
    )
    .optional(),
});
export type MergeView = z.infer<typeof mergeView>;

export const mergeUndone = z.object({ id, undoneAt: time, contacts: z.array(contactView) });

/** One reason to believe that two contacts are one person. The screen has the sentence for `kind`. */
export const suggestionEvidence = z.looseObject({
  kind: z.string(),
  /** The address both have. */
  value: z.string().optional(),
  /** Id of the message in which it stood. */
  message: id.optional(),
});

/** Two contacts that may be one person; accepting it is merging them. */
export const suggestionView = z.object({
  id,
  contacts: z.tuple([contactView, contactView]),
  evidence: z.array(suggestionEvidence),
  confidence: z.number().min(0).max(1),
  at: time,
});
export type SuggestionView = z.infer<typeof suggestionView>;

/** Names one address that was found. */
export const foundAddress = z.strictObject({
  kind: z.enum(['email', 'phone']),
  value: z.string().trim().min(3).max(254),
});

/** An address found in what a person wrote, too weak to be linked: one word of a colleague settles it. */
export const claimView = z.object({
  kind: z.enum(['email', 'phone']),
  value: z.string(),
  /** Where it stood; the screen has the sentence for `kind`. */
  evidence: suggestionEvidence,
  confidence: z.number().min(0).max(1),
  /** When it was written. */
  at: time,
});
export type ClaimView = z.infer<typeof claimView>;

/** Kinds of evidence an address can have, for the sentence "linked because ...". */
export const EVIDENCE_KINDS = [
  /** The channel itself says so. */
  'network',
  /** The person shared it with the channel's own button. */
  'shared',
  /** A colleague wrote it down. */
  'person',
  /** The letter thread it belongs to. */
  'thread',
  /** Came with an import. */
  'import',
  /** Stands below the person's letters. */
  'signature',
  /** The person wrote that it is theirs. */
  'typed',
  /** Answered when asked for it. */
  'answered',
  /** Stands in the person's profile. */
  'profile',
] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];
