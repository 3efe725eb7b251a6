import type { Card } from '../message.ts';
import { eventCard } from './calendar.ts';
import { header, type ParsedMail } from './mail.ts';

/** What a letter says besides words and files: further authors, a date, a seal, a wish, damage. */
export function cardsOf(mail: ParsedMail): Card[] {
  const result: Card[] = [];
  const others = mail.from.slice(1).map(({ name, address }) => (name ? `${name} <${address}>` : address));
  if (others.length > 0)
    result.push({ kind: 'placeholder', what: 'more-authors', detail: others.join(', ').slice(0, 500) });
  const event = mail.files.map((file) => file.text).find((text) => text !== undefined);
  const card = event === undefined ? undefined : eventCard(event);
  if (card !== undefined) result.push({ ...card, title: card.title || (mail.subject ?? '') });
  if (mail.seal !== undefined) result.push({ kind: 'placeholder', what: mail.seal });
  for (const problem of mail.problems) {
    if (problem === 'structure' || problem === 'truncated')
      result.push({ kind: 'placeholder', what: `mail-${problem}` });
  }
  // RFC 8098: nothing is ever answered by itself; a receipt tells strangers that somebody reads here.
  if (header(mail, 'disposition-notification-to') !== undefined)
    result.push({ kind: 'placeholder', what: 'receipt-asked' });
  const leave = unsubscribe(header(mail, 'list-unsubscribe'));
  if (leave !== undefined) result.push(leave);
  return result;
}

/** RFC 2369: addresses in angle brackets, the sender's favourite first. */
function unsubscribe(value: string | undefined): Card | undefined {
  const addresses = [...(value ?? '').matchAll(/<\s*([^<>\s]{1,2000})\s*>/g)].map((match) => match[1] ?? '');
  const url = addresses.find((address) => /^https?:\/\//i.test(address));
  const mail = addresses.find((address) => /^mailto:/i.test(address))?.slice('mailto:'.length);
  if (url === undefined && mail === undefined) return undefined;
  return {
    kind: 'unsubscribe',
    ...(url === undefined ? {} : { url }),
    ...(mail === undefined ? {} : { email: mail }),
  };
}
