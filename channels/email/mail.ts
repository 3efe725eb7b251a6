/** An address as found in a header: domain lower-cased and in Unicode, display name decoded and cleaned. */
export interface MailAddress {
  address: string;
  name?: string;
}

/** A file inside a letter. Bytes stay in the envelope; `part` finds them again. */
export interface MailFile {
  /** Position in the MIME tree as IMAP numbers it ("1.2"); files found inside a text get a suffix ("1u1"). */
  part: string;
  name: string;
  mime: string;
  /** Decoded bytes. */
  size: number;
  /** Content id without brackets. */
  cid?: string;
  disposition?: 'inline' | 'attachment';
  /** True when the envelope holds only the description of a file that was too large to fetch with it. */
  omitted?: boolean;
  /** Decoded text of small machine-readable parts (calendar). */
  text?: string;
}

/** Machine part of a report: header groups, the first one about the message, then one per recipient. */
export interface MailReport {
  /** `delivery-status`, `disposition-notification`, `feedback-report`; lower case. */
  type: string;
  groups: Readonly<Record<string, string>>[];
  /** Headers of the letter reported on, lower-case names. */
  original: Readonly<Record<string, string>>;
}

export interface NestedMail {
  part: string;
  mail: ParsedMail;
}

/** What is locked or signed; shown as it is, never hidden. */
export type MailSeal = 'smime-signed' | 'smime-encrypted' | 'pgp-signed' | 'pgp-encrypted' | 'tnef';

/** Defects met while reading; the text is then the best that could be had. */
export type MailProblem = 'structure' | 'charset' | 'date' | 'truncated' | 'empty' | 'headers';

/** Where the letter lay, from the envelope's meta. */
export interface MailSource {
  folder: string;
  uidValidity: string;
  uid: number;
  role: 'in' | 'sent';
}

/** A letter as plain data: decoded, repaired, cleaned of control characters; nothing is sanitised HTML. */
export interface ParsedMail {
  /** Every header in file order, lower-case names, decoded values on one line. */
  headers: readonly (readonly [name: string, value: string])[];
  subject?: string;
  from: MailAddress[];
  sender?: MailAddress;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  /** Addresses that trace headers say the letter was delivered to. */
  deliveredTo: string[];
  /** Envelope sender; empty string is the null sender of reports. */
  returnPath?: string;
  /** With brackets. */
  messageId?: string;
  inReplyTo: string[];
  references: string[];
  /** Unix milliseconds: the claimed date when plausible, else the mailbox's; absent when neither is known. */
  date?: number;
  text?: string;
  html?: string;
  files: MailFile[];
  nested: NestedMail[];
  report?: MailReport;
  seal?: MailSeal;
  problems: MailProblem[];
  /** Same for copies of one letter, different for different letters that share a Message-ID. */
  digest: string;
  source?: MailSource;
}

/** First value of a header, by lower-case name. */
export function header(mail: ParsedMail, name: string): string | undefined {
  return mail.headers.find(([key]) => key === name)?.[1];
}

/** Narrows what the reader gave; anything else is not a letter. */
export function asMail(raw: unknown): ParsedMail | undefined {
  return isMail(raw, 0) ? raw : undefined;
}

type Loose = Partial<Record<string, unknown>>;

function isMail(raw: unknown, depth: number): raw is ParsedMail {
  if (!isObject(raw) || depth > 10) return false;
  const texts = ['subject', 'returnPath', 'messageId', 'text', 'html', 'seal'];
  const people = ['from', 'replyTo', 'to', 'cc'];
  const words = ['deliveredTo', 'inReplyTo', 'references', 'problems'];
  return (
    isList(raw.headers, (pair) => isList(pair, isText) && pair.length === 2) &&
    texts.every((name) => raw[name] === undefined || isText(raw[name])) &&
    people.every((name) => isList(raw[name], isAddress)) &&
    words.every((name) => isList(raw[name], isText)) &&
    (raw.sender === undefined || isAddress(raw.sender)) &&
    (raw.date === undefined || Number.isFinite(raw.date)) &&
    isText(raw.digest) &&
    isList(raw.files, isFile) &&
    isList(raw.nested, (nested) => isObject(nested) && isMail(nested.mail, depth + 1)) &&
    (raw.report === undefined || isReport(raw.report)) &&
    (raw.source === undefined || isSource(raw.source))
  );
}

const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isList = (value: unknown, each: (item: unknown) => boolean): value is unknown[] =>
  Array.isArray(value) && value.every(each);
const isTexts = (value: unknown): boolean => isObject(value) && Object.values(value).every(isText);

const isAddress = (value: unknown): boolean =>
  isObject(value) &&
  isText(value.address) &&
  value.address !== '' &&
  (value.name === undefined || isText(value.name));

function isFile(value: unknown): boolean {
  if (!isObject(value) || !isText(value.part) || !isText(value.name) || !isText(value.mime)) return false;
  return (
    Number.isFinite(value.size) &&
    [value.cid, value.text].every((entry) => entry === undefined || isText(entry))
  );
}

const isReport = (value: unknown): boolean =>
  isObject(value) && isText(value.type) && isList(value.groups, isTexts) && isTexts(value.original);

const isSource = (value: unknown): boolean => isObject(value) && isText(value.folder) && isText(value.role);
