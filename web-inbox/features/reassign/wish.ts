import type { CreateReassignment } from '../../../src/api/protocol.ts';

export const kinds = ['routing', 'user', 'team', 'queue'] as const;
export type Kind = (typeof kinds)[number];
export type Request = Omit<CreateReassignment, 'dryRun'>;

/** Whose work: a colleague's, or chosen conversations. */
export type What = { from: string } | { conversations: readonly string[] };

/** What the form holds; kept while the plan is looked at. */
export interface Wish {
  open: 'open' | 'any';
  kind: Kind;
  user: string | null;
  team: string | null;
  reason: string;
  words: string;
  note: string;
  responsible: boolean;
}

export const firstWish: Wish = {
  open: 'open',
  kind: 'routing',
  user: null,
  team: null,
  reason: 'illness',
  words: '',
  note: '',
  responsible: false,
};

/** The request of a filled form; null while something is missing. */
export function requestOf(wish: Wish, what: What): Request | null {
  const reason = wish.reason === 'own' ? wish.words.trim() : wish.reason;
  const id = wish.kind === 'user' ? wish.user : wish.kind === 'team' ? wish.team : undefined;
  if (reason === '' || id === null) return null;
  const note = wish.note.trim();
  return {
    ...('from' in what ? { from: what.from } : { conversations: [...what.conversations] }),
    to: { kind: wish.kind, ...(id === undefined ? {} : { id }) },
    responsible: wish.responsible,
    open: 'from' in what ? wish.open : 'any',
    reason,
    ...(note === '' ? {} : { note }),
  };
}
