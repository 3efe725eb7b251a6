import { domainToUnicode } from 'node:url';
import addressparser from 'nodemailer/lib/addressparser';
import type { MailAddress } from '../../../channels/email/mail.ts';
import { decodeWords } from './encoded-words.ts';
import { repair8bit } from './headers.ts';
import { cleanLine } from './names.ts';

const MAX_ADDRESSES = 500;

/** Mailboxes of an address header, groups flattened, names decoded, broken entries dropped. */
export function readAddresses(raw: string | undefined, charset: string | undefined): MailAddress[] {
  if (raw === undefined || raw.trim() === '') return [];
  const text = repair8bit(raw.slice(0, 60_000), charset);
  return entries(text)
    .slice(0, MAX_ADDRESSES)
    .flatMap((entry) => {
      const address = normalise(decodeWords(entry.address));
      if (address === undefined) return [];
      const name = cleanLine(decodeWords(entry.name), 200);
      return [name === '' ? { address } : { address, name: unquoted(name) }];
    });
}

/** One mailbox without anything that needs a parser, which is what most letters have. */
const PLAIN =
  /^\s*(?:([^",;:<>()@\\]*)<([^\s",;:<>()@\\]+@[^\s",;:<>()@\\]+)>|([^\s",;:<>()@\\]+@[^\s",;:<>()@\\]+))\s*$/;

/** One mailbox whose unquoted name holds quotes (ООО "Чайка" <a@b>) is read literally; parsers drop the quotes. */
function entries(text: string): { name: string; address: string }[] {
  const plain = PLAIN.exec(text);
  if (plain) return [{ name: plain[1]?.trim() ?? '', address: plain[2] ?? plain[3] ?? '' }];
  const single = /^\s*([^",;:<>()]+"[^",;:<>]*"[^",;:<>]*)<([^<>\s,;]+@[^<>\s,;]+)>\s*$/.exec(text);
  if (single) return [{ name: single[1] ?? '', address: single[2] ?? '' }];
  return addressparser(text, { flatten: true });
}

/** Quotes around a whole decoded name are noise. */
const unquoted = (name: string): string => (/^(["'])[^"']*\1$/.test(name) ? name.slice(1, -1).trim() : name);

/** Lower case, Unicode domain, no blanks or control characters; undefined when it cannot be written to. */
function normalise(raw: string): string | undefined {
  const text = raw.replace(/[\s\p{Cc}<>]+/gu, '').toLowerCase();
  const at = text.lastIndexOf('@');
  if (at < 1 || at === text.length - 1 || text.length > 320) return undefined;
  const domain = text.slice(at + 1).replace(/\.$/, '');
  return `${text.slice(0, at)}@${domain.startsWith('[') ? domain : domainToUnicode(domain) || domain}`;
}
