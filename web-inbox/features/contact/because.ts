import type { ContactView, EvidenceKind, SuggestionView } from '../../../src/api/protocol.ts';
import type { Key, Translate } from '../../i18n/i18n.ts';

type Identity = ContactView['identities'][number];
type Evidence = NonNullable<Identity['evidence']>;

const sentences: Readonly<Record<EvidenceKind, Key>> = {
  network: 'because.network',
  shared: 'because.shared',
  person: 'because.person',
  thread: 'because.thread',
  import: 'because.import',
  signature: 'because.signature',
  typed: 'because.typed',
  answered: 'because.answered',
  profile: 'because.profile',
};

const isKnown = (kind: string): kind is EvidenceKind => Object.hasOwn(sentences, kind);

/** Every reason for an address, the first one first. */
export const reasonsOf = (identity: Identity): Evidence[] =>
  identity.because ?? (identity.evidence === undefined ? [] : [identity.evidence]);

/** "Linked because ...", one sentence per kind of evidence. Pure. */
export function because(evidence: Evidence, t: Translate): string {
  const { kind, by } = evidence;
  if (!isKnown(kind)) return t('because.unknown');
  if (kind === 'person') {
    return typeof by === 'string' ? t('because.person', { by }) : t('because.personPlain');
  }
  return t(sentences[kind]);
}

const pairs: readonly string[] = [...Object.keys(sentences), 'name', 'phone', 'email'];

/** Why two contacts may be one person. Pure. */
export function suggestionReason(
  { kind, value = '' }: SuggestionView['evidence'][number],
  t: Translate,
): string {
  if (!pairs.includes(kind)) return t('same.unknown', { value });
  return t(`same.${kind}` as Key, { value });
}
