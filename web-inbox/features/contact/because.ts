import type { ClaimView, ContactView, EvidenceKind, SuggestionView } from '../../../src/api/protocol.ts';
import { fullDay } from '../../i18n/format.ts';
import type { Key, Language, Translate } from '../../i18n/i18n.ts';

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

/** "Linked because ...", one sentence per kind of evidence; dates are named where the language is. Pure. */
export function because(evidence: Evidence, t: Translate, language?: Language): string {
  const { kind, by, said } = evidence;
  if (!isKnown(kind)) return t('because.unknown');
  if (kind === 'person') {
    if (language !== undefined && typeof by === 'string' && typeof said === 'string') {
      return t('because.confirmed', { by, date: fullDay(said, language) });
    }
    return typeof by === 'string' ? t('because.person', { by }) : t('because.personPlain');
  }
  return t(sentences[kind]);
}

/** Where an address stood that is not linked. Pure. */
export function whereFound({ evidence, at }: ClaimView, t: Translate, language: Language): string {
  const { kind } = evidence;
  const known = kind === 'typed' || kind === 'signature' || kind === 'answered';
  return t(`found.${known ? kind : 'elsewhere'}`, { date: fullDay(at, language) });
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
