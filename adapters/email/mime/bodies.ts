import { htmlToText } from '../../../channels/email/html-text.ts';
import { decodeBytes, metaCharset } from './charset.ts';
import { unflow } from './flowed.ts';
import { decodeTransfer } from './transfer.ts';
import type { MimeNode } from './tree.ts';

/** One stretch of the letter's words, in either or both forms. */
export interface Body {
  plain?: string;
  html?: string;
}

export interface DecodedText {
  text: string;
  repaired: boolean;
  /** There was more than is shown. */
  cut: boolean;
}

/** More than any person writes; what is stored of a letter must fit into one document. */
const MAX_TEXT_BYTES = 2_000_000;
const MAX_PLAIN = 1_000_000;
const MAX_HTML = 3_000_000;

/** Text of a part: transfer encoding, charset, line ends, soft breaks. */
export function partText(bytes: Buffer, node: MimeNode): DecodedText {
  const raw = decodeTransfer(
    bytes.subarray(node.start, Math.min(node.end, node.start + MAX_TEXT_BYTES * 2)),
    node.encoding,
  );
  const isHtml = node.type.value === 'text/html';
  const declared = node.type.params.get('charset') ?? (isHtml ? metaCharset(raw) : undefined);
  const cut = raw.length > MAX_TEXT_BYTES;
  const { text, repaired } = decodeBytes(raw.subarray(0, MAX_TEXT_BYTES), declared);
  const lines = text.replace(/\r\n?/g, '\n').replaceAll('\u0000', '');
  const flowed = !isHtml && node.type.params.get('format')?.toLowerCase() === 'flowed';
  return {
    text: flowed ? unflow(lines, node.type.params.get('delsp')?.toLowerCase() === 'yes') : lines,
    repaired,
    cut,
  };
}

/** One text and one HTML of all stretches; a stretch that lacks a form lends its other one. */
export function joinBodies(bodies: readonly Body[]): Body {
  const joined: Body = {};
  const anyPlain = bodies.some((body) => body.plain !== undefined && body.plain.trim() !== '');
  if (anyPlain) {
    const texts = bodies.map((body) => body.plain ?? htmlToText(body.html ?? '').text);
    joined.plain = texts
      .filter((text) => text.trim() !== '')
      .join('\n\n')
      .slice(0, MAX_PLAIN)
      .trimEnd();
  }
  if (bodies.some((body) => body.html !== undefined)) {
    joined.html = bodies
      .map((body) => body.html ?? asHtml(body.plain ?? ''))
      .join('\n')
      .slice(0, MAX_HTML);
  }
  return joined;
}

function asHtml(text: string): string {
  const escaped = text.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
  return text.trim() === '' ? '' : `<div style="white-space:pre-wrap">${escaped}</div>`;
}
