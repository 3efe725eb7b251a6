import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { parsePhone } from '../contacts/phone.ts';

/** The number in E.164 as an exchange in this country writes it; null when it is hidden, internal or none. */
export function callNumber(written: string, country: string): string | null {
  const text = written.normalize('NFKC').trim();
  const digits = text.replace(/\D/g, '');
  if (digits.length < 7) return null;
  const home: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const number = home === undefined ? undefined : parsePhoneNumberFromString(text, home);
  return number?.isValid() ? number.number : parsePhone(text);
}

/** Key of the identity that a number in E.164 is. */
export const phoneKey = (number: string): string => `phone:${number}`;
