import { commandError, notSupported } from '../errors.ts';
import type { StringOrder } from './compare.ts';
import { toSafeInteger } from './numbers.ts';
import type { Doc } from './types.ts';

const SENSITIVITY = { 1: 'base', 2: 'accent', 3: 'variant' } as const;

/**
 * The order of strings under a collation document: locale, strength 1 to 3, caseLevel, caseFirst and
 * numericOrdering. The `simple` locale and no collation are plain byte order (undefined).
 */
export function compileCollation(spec: Doc | undefined): StringOrder | undefined {
  if (spec === undefined || Object.keys(spec).length === 0 || spec.locale === 'simple') return undefined;
  if (typeof spec.locale !== 'string') {
    throw commandError(40414, "BSON field 'collation.locale' is missing but a required field");
  }
  const strength = spec.strength === undefined ? 3 : toSafeInteger(spec.strength);
  if (strength !== 1 && strength !== 2 && strength !== 3) throw notSupported('collation strength', 2);
  const collator = collatorFor(spec.locale, {
    sensitivity: strength === 1 && spec.caseLevel === true ? 'case' : SENSITIVITY[strength],
    numeric: spec.numericOrdering === true,
    caseFirst: spec.caseFirst === 'upper' || spec.caseFirst === 'lower' ? spec.caseFirst : 'false',
    ignorePunctuation: spec.alternate === 'shifted',
  });
  return (a, b) => (a === b ? 0 : collator.compare(a, b));
}

function collatorFor(locale: string, options: Intl.CollatorOptions): Intl.Collator {
  const tag = locale.replaceAll('_', '-').replace(/@.*/, '');
  if (!isLocale(tag)) {
    throw commandError(2, `Field 'locale' is invalid in: { locale: "${locale}" }`);
  }
  return new Intl.Collator(tag, options);
}

function isLocale(tag: string): boolean {
  try {
    return Intl.Collator.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
