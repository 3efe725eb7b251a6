import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { emailAddress } from '../keys.ts';
import { parsePhone } from '../phone.ts';

/** An address as it stands in a text. */
export interface Written {
  kind: 'phone' | 'email';
  /** E.164, or the address in lower case. */
  value: string;
  from: number;
  to: number;
  /** Whether it can be nothing else: a plus sign, a mobile number in full, an address. */
  sure: boolean;
  /** Many people answer there: a landline, a free call, a function of a firm. */
  shared: boolean;
}

const DIGITS =
  /(?<![\p{L}\p{N}_])(?:\+\s?)?\(?\d[\d\s().\u2010-\u2015\u2212\-/]{5,24}\d(?![\p{N}_]|[.,]\d)/gu;
const MAIL = /(?<![\p{L}\p{N}._%+-])[\w.%+-]{1,64}@(?:[\w-]{1,63}\.)+[\p{L}]{2,24}(?![\p{L}\p{N}-])/gu;
const FUNCTIONS =
  /^(?:info|sales?|office|support|help|hello|contact|admin|mail|hr|job|jobs|buh|buhgalter|zakaz|order|orders|shop|reception|no-?reply|noreply|robot|pochta|opt|market|marketing|reklama|pr|press|service|servis|manager|post|bot|newsletter|billing|abuse|security|team|all|client|clients|klient|otdel|zayavka|sklad|logist|delivery|dostavka)(?:[._\d-].*)?@/;
/** Free and shared-cost numbers and landlines ring at a firm or in a family. */
const OF_ONE: ReadonlySet<string> = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE', 'PERSONAL_NUMBER']);
const CARD = /^\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{2,4}/;
const DATE = /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?:\D|$)|^(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}/;
const MONEY = /^\s?(?:руб|р\.|₽|грн|₴|сум|so['’ʻ`]?m|sum\b|тг|₸|\$|€|usd|eur|тыс|шт|кг|км|%)/iu;

/** Every telephone number and mail address of a text, in order. Pure. */
export function addressesIn(text: string): Written[] {
  const found = [...phonesIn(text), ...emailsIn(text)];
  return found.sort((one, other) => one.from - other.from);
}

function emailsIn(text: string): Written[] {
  return [...text.matchAll(MAIL)].flatMap((match): Written[] => {
    const address = emailAddress(match[0]);
    if (address === null) return [];
    const { value } = address;
    const to = match.index + match[0].length;
    return [{ kind: 'email', value, from: match.index, to, sure: true, shared: FUNCTIONS.test(value) }];
  });
}

function phonesIn(text: string): Written[] {
  return [...text.matchAll(DIGITS)].flatMap((match): Written[] => {
    const [whole] = match;
    if (CARD.test(whole) || DATE.test(whole) || MONEY.test(text.slice(match.index + whole.length))) return [];
    return phonesOf(whole, match.index);
  });
}

/** One stretch of digits may hold two numbers, written one after the other. */
function phonesOf(whole: string, from: number): Written[] {
  const phone = phoneOf(whole, from);
  if (phone !== null) return [phone];
  const cuts = [...whole.matchAll(/\s+|\/\s*/g)];
  for (const cut of cuts) {
    const left = phoneOf(whole.slice(0, cut.index), from);
    const at = cut.index + cut[0].length;
    const right = left && phoneOf(whole.slice(at), from + at);
    if (left && right) return [left, right];
  }
  return [];
}

function phoneOf(written: string, from: number): Written | null {
  const digits = written.replace(/\D/g, '');
  const plus = written.startsWith('+');
  if (digits.length < 9 || digits.length > 15) return null;
  // Ten digits without a prefix are a tax number as often as a telephone; nine only in one country.
  const value = parsePhone(plus ? written : written.replace(/^\(?/, ''));
  if (value === null) return null;
  const type = parsePhoneNumberFromString(value)?.getType() ?? '';
  const shared = !OF_ONE.has(type);
  const prefixed = plus || /^(?:8[\s(-]*[79]|7[\s(-]*[79]|0|380|998|375|77)/.test(written.replace(/^\(/, ''));
  const sure = plus || (prefixed && digits.length >= 10) || (grouped(written) && digits.length >= 9);
  return { kind: 'phone', value, from, to: from + written.length, sure, shared };
}

/** Written in groups as numbers are read aloud. */
const grouped = (written: string): boolean => /\d[\s()-]+\d{2,3}[\s-]\d{2}[\s-]\d{2}$/.test(written.trim());
