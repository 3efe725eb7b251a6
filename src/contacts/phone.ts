import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Countries whose national forms (8 916..., 050..., 90 123...) are understood, the likeliest first. */
const MARKET: readonly CountryCode[] = ['RU', 'UA', 'UZ', 'KZ', 'BY'];
const WITH_ZERO: ReadonlySet<string> = new Set(['UA']);

/** The number in E.164, or null when it is nobody's: wrong length, unknown prefix, a short service number. */
export function parsePhone(written: string): string | null {
  const text = written.normalize('NFKC').trim();
  const digits = text.replace(/\D/g, '');
  if (digits.length < 7 || digits.length > 17) return null;
  if (text.startsWith('+') || text.startsWith('00')) return valid(`+${digits.replace(/^00/, '')}`);
  return nationalForm(digits) ?? valid(`+${digits}`);
}

function nationalForm(digits: string): string | null {
  // «8 0XX ...», as Ukraine dialled between cities until 2009 and some still write.
  const old = /^80\d{9}$/.test(digits) ? valid(`+3${digits}`) : null;
  if (old !== null) return old;
  for (const country of MARKET) {
    const number = parsePhoneNumberFromString(digits, country);
    if (!number?.isValid() || isWhole(digits, number.countryCallingCode)) continue;
    // There, everybody writes the zero; without it the same nine digits are a number of another country.
    if (WITH_ZERO.has(number.country ?? country) && !digits.startsWith('0')) continue;
    return number.number;
  }
  return null;
}

/**
 * Whether the country is said already. «99 8XX XX XX» of Uzbekistan only begins like it; ten digits that begin with a
 * seven are left out, for so do the tax numbers of Moscow.
 */
function isWhole(digits: string, countryCode: string): boolean {
  return digits.startsWith(countryCode) && (countryCode.length === 1 || valid(`+${digits}`) !== null);
}

function valid(international: string): string | null {
  const number = parsePhoneNumberFromString(international);
  return number?.isValid() ? number.number : null;
}
