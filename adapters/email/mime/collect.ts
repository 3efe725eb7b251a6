import type { MailFile, MailSeal, NestedMail } from '../../../channels/email/mail.ts';
import { type Body, partText } from './bodies.ts';
import { first } from './headers.ts';
import { cleanContentId, cleanFileName, mimeOf } from './names.ts';
import { openPacked } from './tnef/index.ts';
import { decodeTransfer } from './transfer.ts';
import type { MimeNode } from './tree.ts';
import { takeUuencoded } from './uuencode.ts';

const MAX_FILES = 500;
const MAX_NESTED = 20;

/** What the parts of a letter amount to. */
export interface Collected {
  bodies: Body[];
  files: MailFile[];
  nested: NestedMail[];
  seal?: MailSeal;
  repaired: boolean;
  /** There was more than is shown or listed. */
  cut: boolean;
}

export type ReadNested = (bytes: Buffer) => NestedMail['mail'] | undefined;

/** Walks the parts in order: words, files, letters inside the letter. */
export function collect(bytes: Buffer, root: MimeNode, readNested: ReadNested): Collected {
  const found: Collected = { bodies: [], files: [], nested: [], repaired: false, cut: false };
  visit({ bytes, found, readNested, report: root.type.value === 'multipart/report' }, root);
  return found;
}

interface Walk {
  bytes: Buffer;
  found: Collected;
  readNested: ReadNested;
  /** Machine parts of a report are read elsewhere and are no files. */
  report: boolean;
}

function visit(walk: Walk, node: MimeNode): void {
  noteSeal(walk.found, node);
  if (node.type.value === 'multipart/alternative') alternative(walk, node);
  else if (node.children.length > 0) for (const child of node.children) visit(walk, child);
  else if (isBody(walk, node)) walk.found.bodies.push(body(walk, node));
  else if (!node.type.value.startsWith('multipart/')) file(walk, node);
}

/** Versions of the same words are one stretch; everything else inside stays a file. */
function alternative(walk: Walk, node: MimeNode): void {
  const inner: Walk = { ...walk, found: { ...walk.found, bodies: [] } };
  const merged: Body = {};
  for (const child of node.children) visit(inner, child);
  for (const version of inner.found.bodies) {
    if (version.plain !== undefined && (merged.plain ?? '').trim() === '') merged.plain = version.plain;
    if (version.html !== undefined) merged.html = version.html;
  }
  Object.assign(walk.found, { ...inner.found, bodies: walk.found.bodies });
  if (inner.found.bodies.length > 0) walk.found.bodies.push(merged);
}

/** A named text is a file once the letter has words of its own. */
function isBody(walk: Walk, node: MimeNode): boolean {
  const type = node.type.value;
  if (type !== 'text/plain' && type !== 'text/html' && type !== 'text/enriched') return false;
  if (node.disposition.value === 'attachment') return false;
  const named = node.disposition.params.has('filename') || node.type.params.has('name');
  return !named || walk.found.bodies.length === 0;
}

function body(walk: Walk, node: MimeNode): Body {
  const { text, repaired, cut } = partText(walk.bytes, node);
  walk.found.repaired ||= repaired;
  walk.found.cut ||= cut;
  if (node.type.value === 'text/html') return { html: text };
  const taken = takeUuencoded(text);
  taken.files.forEach((entry, index) => {
    const name = cleanFileName(entry.name, 'application/octet-stream', index + 1);
    walk.found.files.push({
      part: `${node.part}u${index + 1}`,
      name,
      mime: 'application/octet-stream',
      size: entry.bytes.length,
    });
  });
  return { plain: taken.text };
}

const MACHINE =
  /^(?:message\/(?:global-)?(?:delivery-status|disposition-notification|feedback-report)|text\/rfc822-headers)$/;

function file(walk: Walk, node: MimeNode): void {
  const mime = node.type.value;
  if (walk.report && (MACHINE.test(mime) || mime.startsWith('message/'))) return;
  if (walk.found.files.length >= MAX_FILES) {
    walk.found.cut = true;
    return;
  }
  if (packed(walk, node)) return;
  const letter = mime === 'message/rfc822' || mime === 'message/global';
  const content = letter || mime === 'text/calendar' ? partBytes(walk.bytes, node) : undefined;
  const mail =
    letter && content && walk.found.nested.length < MAX_NESTED ? walk.readNested(content) : undefined;
  if (mail) {
    walk.found.nested.push({
      part: node.part,
      mail: { ...mail, files: mail.files.map((entry) => ({ ...entry, part: `${node.part}/${entry.part}` })) },
    });
  }
  walk.found.files.push(describe(walk, node, content));
}

/** Outlook's own format: what it holds takes its place. True when it could be opened. */
function packed(walk: Walk, node: MimeNode): boolean {
  if (!mayBePacked(node)) return false;
  const { found } = walk;
  const opened = openPacked(partBytes(walk.bytes, node));
  if (opened === undefined) {
    if (/ms-tnef$/.test(node.type.value)) found.seal ??= 'tnef';
    return false;
  }
  opened.files.slice(0, MAX_FILES - found.files.length).forEach((entry, index) => {
    const mime = mimeOf(entry.mime, entry.name);
    const name = cleanFileName(entry.name, mime, index + 1);
    const cid = entry.cid === undefined ? {} : { cid: cleanContentId(entry.cid) };
    found.files.push({ part: `${node.part}t${index + 1}`, name, mime, size: entry.bytes.length, ...cid });
  });
  // The same words usually stand in an ordinary part as well.
  const said = found.bodies.some((one) => `${one.plain ?? ''}${one.html ?? ''}`.trim() !== '');
  if (!said) {
    const words: Body = {};
    if (opened.plain !== undefined) words.plain = opened.plain.replace(/\r\n?/g, '\n');
    if (opened.html !== undefined) words.html = opened.html;
    if (Object.keys(words).length > 0) found.bodies.push(words);
  }
  return true;
}

/** Servers on the way may have forgotten the type; the name then tells. */
export function mayBePacked(node: MimeNode): boolean {
  if (/^application\/(?:vnd\.)?ms-tnef$/.test(node.type.value)) return true;
  const name = node.disposition.params.get('filename') ?? node.type.params.get('name') ?? '';
  return node.type.value === 'application/octet-stream' && /^win(?:mail|\.dat)(?:\.dat)?$/i.test(name.trim());
}

function describe(walk: Walk, node: MimeNode, content: Buffer | undefined): MailFile {
  const mime = node.type.value;
  const name = node.disposition.params.get('filename') ?? node.type.params.get('name');
  const omitted = first(node.headers, 'x-okno-omitted-size');
  const size = omitted === undefined ? (content ?? partBytes(walk.bytes, node)).length : Number(omitted) || 0;
  const part = first(node.headers, 'x-okno-omitted-part') ?? node.part;
  const result: MailFile = { part, name: cleanFileName(name, mime, walk.found.files.length + 1), mime, size };
  const cid = first(node.headers, 'content-id');
  if (cid) result.cid = cleanContentId(cid);
  if (node.disposition.value === 'inline' || node.disposition.value === 'attachment')
    result.disposition = node.disposition.value;
  if (omitted !== undefined) result.omitted = true;
  if (mime === 'text/calendar' && omitted === undefined)
    result.text = partText(walk.bytes, node).text.slice(0, 200_000);
  return result;
}

const partBytes = (bytes: Buffer, node: MimeNode): Buffer =>
  decodeTransfer(bytes.subarray(node.start, node.end), node.encoding);

function noteSeal(found: Collected, node: MimeNode): void {
  const type = node.type.value;
  const protocol = node.type.params.get('protocol')?.toLowerCase() ?? '';
  const seal = sealOf(type, protocol, node);
  if (seal !== undefined) found.seal ??= seal;
}

function sealOf(type: string, protocol: string, node: MimeNode): MailSeal | undefined {
  if (type === 'multipart/encrypted') return 'pgp-encrypted';
  if (type === 'multipart/signed') return protocol.includes('pgp') ? 'pgp-signed' : 'smime-signed';
  if (/^application\/(?:x-)?pkcs7-mime$/.test(type)) {
    return /signed/.test(node.type.params.get('smime-type') ?? '') ? 'smime-signed' : 'smime-encrypted';
  }
  return undefined;
}
