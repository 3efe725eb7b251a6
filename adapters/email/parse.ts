import { createHash } from 'node:crypto';
import { messageIds } from '../../channels/email/ids.ts';
import type { MailProblem, MailSource, ParsedMail } from '../../channels/email/mail.ts';
import { readAddresses } from './mime/addresses.ts';
import { type Body, joinBodies } from './mime/bodies.ts';
import { type Collected, collect } from './mime/collect.ts';
import { letterDate, parseDate, receivedDate } from './mime/dates.ts';
import { headerCharset } from './mime/header-charset.ts';
import { decodeValue, first, type RawHeader, readHeaders } from './mime/headers.ts';
import { cleanContentId, cleanLine } from './mime/names.ts';
import { structured } from './mime/params.ts';
import { readReport } from './mime/report.ts';
import { type MimeNode, readTree } from './mime/tree.ts';

const MAX_BYTES = 80 * 1024 * 1024;
const MAX_NESTED = 5;
const EXCERPT = 20_000;

export type LetterMeta = Readonly<Record<string, string | number | boolean>> | undefined;

/**
 * Raw bytes of a letter to plain data. An own reader instead of mailparser: it knows where the bytes of every part
 * lie, so wrong charsets, raw 8-bit headers, false boundaries and named texts are put right in one pass. mailparser
 * needs a second parse of a rewritten letter for the first and cannot do the rest; reading.test.ts has the cases.
 * Rejects only what is no letter at all.
 */
export function parseMail(bytes: Uint8Array, meta: LetterMeta): ParsedMail {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (raw.length > MAX_BYTES) throw new Error(`letter of ${raw.length} bytes; at most ${MAX_BYTES} are read`);
  const mail = readLetter(raw, 0, internalDate(meta));
  if (mail === undefined) throw new Error('no header of a letter found');
  const source = sourceOf(meta);
  return source === undefined ? mail : { ...mail, source };
}

function readLetter(raw: Buffer, depth: number, internal: number | undefined): ParsedMail | undefined {
  const { headers } = readHeaders(raw, 0, raw.length);
  if (!headers.some((header) => KNOWN.has(header.name))) return undefined;
  const bodyCharset = structured(first(headers, 'content-type') ?? '', undefined).params.get('charset');
  const charset = headerCharset(headers, bodyCharset);
  const tree = readTree(raw, charset);
  const nested = (inner: Buffer) =>
    depth < MAX_NESTED ? readLetter(inner, depth + 1, undefined) : undefined;
  const found = collect(raw, tree.root, nested);
  const body = letterBody(raw, tree.root, found);
  const problems: MailProblem[] = [];
  if (tree.broken) problems.push('structure');
  if (found.repaired) problems.push('charset');
  if (found.cut || first(headers, 'x-okno-truncated') !== undefined) problems.push('truncated');
  return assemble(headers, charset, internal, found, body, problems, readReport(raw, tree.root));
}

/** At least one of these makes a block of lines the head of a letter. */
const KNOWN = new Set(
  'from to subject date message-id received return-path mime-version content-type sender reply-to cc delivered-to x-mailer'.split(
    ' ',
  ),
);

/** Words of the letter; when its structure is lost, what stands there as it stands, rather than an empty bubble. */
function letterBody(raw: Buffer, root: MimeNode, found: Collected): Body {
  const body = joinBodies(found.bodies);
  const empty = body.plain === undefined && body.html === undefined;
  if (!empty || found.files.length > 0 || found.nested.length > 0) return body;
  const source = raw.subarray(root.start, Math.min(root.end, root.start + EXCERPT));
  return { plain: source.toString('utf8').replace(/\r\n?/g, '\n').replaceAll('\u0000', '').trim() };
}

function assemble(
  headers: readonly RawHeader[],
  charset: string | undefined,
  internal: number | undefined,
  found: Collected,
  body: Body,
  problems: MailProblem[],
  report: ParsedMail['report'],
): ParsedMail {
  const text = (name: string) => cleanLine(decodeValue(first(headers, name) ?? '', charset));
  const list = (name: string) => readAddresses(first(headers, name), charset);
  const trace = received(headers);
  const claimed = parseDate(first(headers, 'date') ?? '');
  const when = letterDate(claimed, internal ?? receivedDate(trace));
  if (when.doubtful) problems.push('date');
  const mail: ParsedMail = {
    headers: headers.map(({ name, value }) => [name, cleanLine(decodeValue(value, charset), 4000)] as const),
    from: list('from'),
    replyTo: list('reply-to'),
    to: list('to'),
    cc: list('cc'),
    deliveredTo: headers
      .filter(({ name }) => name === 'delivered-to')
      .map(({ value }) => value.toLowerCase().trim()),
    inReplyTo: messageIds(first(headers, 'in-reply-to') ?? '', 20),
    references: messageIds(first(headers, 'references') ?? ''),
    files: found.files,
    nested: found.nested,
    problems,
    digest: '',
  };
  if (text('subject') !== '') mail.subject = text('subject');
  const sender = list('sender')[0];
  if (sender) mail.sender = sender;
  const messageId = ownIdOf(first(headers, 'message-id'));
  if (messageId !== undefined) mail.messageId = messageId;
  const returnPath = first(headers, 'return-path');
  if (returnPath !== undefined) mail.returnPath = returnPath.replace(/[<>\s]/g, '').toLowerCase();
  if (when.date !== undefined) mail.date = when.date;
  if (report !== undefined) mail.report = report;
  const seal = found.seal ?? inlinePgp(body.plain);
  if (seal !== undefined) mail.seal = seal;
  if (body.plain !== undefined) mail.text = body.plain;
  if (body.html !== undefined) mail.html = canonicalCids(body.html);
  mail.digest = digest(mail, first(headers, 'date') ?? '');
  return mail;
}

const received = (headers: readonly RawHeader[]): string[] =>
  headers
    .filter(({ name }) => name === 'received')
    .slice(0, 50)
    .map(({ value }) => value);

/** The id as it stands between brackets; broken ones are kept, blanks squeezed, so that they compare equal. */
function ownIdOf(raw: string | undefined): string | undefined {
  const bracketed = /<\s*([^<>]+?)\s*>/.exec(raw ?? '')?.[1] ?? raw?.trim() ?? '';
  const id = cleanLine(bracketed, 900);
  return id === '' ? undefined : `<${id}>`;
}

function inlinePgp(text: string | undefined): ParsedMail['seal'] {
  if (text === undefined || !text.includes('-----BEGIN PGP ')) return undefined;
  if (/^-----BEGIN PGP MESSAGE-----/m.test(text)) return 'pgp-encrypted';
  return /^-----BEGIN PGP SIGNED MESSAGE-----/m.test(text) ? 'pgp-signed' : undefined;
}

const canonicalCids = (html: string): string =>
  html.replace(
    /(["'(]\s*)cid:([^"')\s>]+)/gi,
    (_, open: string, id: string) => `${open}cid:${cleanContentId(id)}`,
  );

/** Content key: Message-ID, claimed date, author, subject, words and files; trace headers have no part in it. */
function digest(mail: ParsedMail, claimed: string): string {
  const words = (mail.text ?? mail.html ?? '').replace(/\s+/g, ' ').trim().slice(0, 2000);
  const files = mail.files.map((file) => `${file.name}:${file.size}`).join('|');
  const key = [
    mail.messageId ?? '',
    claimed,
    mail.from[0]?.address ?? '',
    mail.subject ?? '',
    words,
    files,
  ].join('\u0000');
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

function internalDate(meta: LetterMeta): number | undefined {
  return typeof meta?.internalDate === 'number' ? meta.internalDate : undefined;
}

function sourceOf(meta: LetterMeta): MailSource | undefined {
  if (typeof meta?.folder !== 'string' || typeof meta.uid !== 'number') return undefined;
  const role = meta.role === 'sent' ? 'sent' : 'in';
  return { folder: meta.folder, uidValidity: String(meta.uidValidity ?? ''), uid: meta.uid, role };
}
