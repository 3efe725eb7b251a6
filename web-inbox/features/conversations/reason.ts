import type { Key, Translate } from '../../i18n/i18n.ts';

/** Reasons that the house and the hand-over form give; anything else is a person's own words. */
const known: readonly string[] = [
  'responsible',
  'last',
  'turn',
  'lease',
  'off-shift',
  'disabled',
  'full',
  'team',
  'undo',
  'illness',
  'holiday',
  'leaving',
  'overload',
];

/** Why somebody became responsible, in the reader's words. */
export const reasonWords = (t: Translate, reason: string): string =>
  known.includes(reason) ? t(`why.${reason}` as Key) : reason;
