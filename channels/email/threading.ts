import { type ExternalId, externalId } from '../ids.ts';
import type { ThreadHints } from '../message.ts';
import { normaliseAddress } from './ids.ts';
import type { ParsedMail } from './mail.ts';
import { baseSubject, subjectToken } from './subject.ts';

const NAMES_RECEIVER = new Set(['to', 'cc', 'delivered-to', 'x-original-to', 'envelope-to', 'received']);

/** Shape of a reply token when our own address is not known: `c_42.9KfT2a`. */
const TOKEN_SHAPE = /^[a-z]_[\w]+[.-][\w-]+$/i;

/** Signals that tell which earlier letter this one answers, strongest kinds first inside each field. */
export function threadHints(mail: ParsedMail, own: readonly string[]): ThreadHints {
  const hints: ThreadHints = { references: referencesNearestFirst(mail) };
  const token =
    addressToken(mail, own) ?? (mail.subject === undefined ? undefined : subjectToken(mail.subject));
  if (token !== undefined) hints.token = token;
  const answered = /^m-([0-9a-f]{8,40})$/i.exec(token ?? '')?.[1];
  if (answered !== undefined) hints.message = answered.toLowerCase();
  const subject = mail.subject === undefined ? '' : baseSubject(mail.subject);
  if (subject !== '') hints.subject = subject;
  return hints;
}

function referencesNearestFirst(mail: ParsedMail): ExternalId[] {
  const chain = [...mail.references].reverse();
  const ids = new Set([...mail.inReplyTo, ...chain]);
  if (mail.messageId !== undefined) ids.delete(mail.messageId);
  return [...ids].slice(0, 50).map((id) => externalId(id));
}

/** `support+TOKEN@our.domain` in any header that names a receiver, trace headers included. */
function addressToken(mail: ParsedMail, own: readonly string[]): string | undefined {
  const bases = new Set(own.map(normaliseAddress));
  // From the headers as written: addresses elsewhere are lower-cased, tokens may not be.
  const candidates = mail.headers
    .filter(([name]) => NAMES_RECEIVER.has(name))
    .flatMap(([name, value]) =>
      name === 'received'
        ? (/\bfor\s+<?([^\s<>;]+@[^\s<>;]+)>?/.exec(value)?.[1] ?? [])
        : (value.match(/[^\s<>,;:"]+@[^\s<>,;:"]+/g) ?? []),
    );
  for (const candidate of candidates) {
    const plus = /^([^+@\s]+)\+([^@\s]+)@([^@\s]+)$/.exec(candidate);
    if (!plus) continue;
    const [, local = '', token = '', domain = ''] = plus;
    const known = bases.has(normaliseAddress(`${local}@${domain}`));
    if (known || TOKEN_SHAPE.test(token)) return token;
  }
  return undefined;
}
