import { compact, type Fields, fields, text, wholeId } from '../json.ts';
import type { Span, SpanKind } from '../richtext.ts';
import { withScheme } from './entities.ts';

const DEEPEST = 60;

const KINDS: Readonly<Record<string, SpanKind>> = {
  bold: 'bold',
  italic: 'italic',
  underline: 'underline',
  strikethrough: 'strike',
  spoiler: 'spoiler',
  code: 'code',
  mention: 'mention',
  marked: 'bold',
};

interface Line {
  text: string;
  spans: Span[];
}

/** Appends inline text: a string, a list, or an object with a type and more text inside. */
export function appendInline(line: Line, source: unknown, depth = 0): void {
  if (typeof source === 'string') {
    line.text += source;
    return;
  }
  if (depth > DEEPEST) return;
  if (Array.isArray(source)) {
    for (const part of source) appendInline(line, part, depth + 1);
    return;
  }
  const part = fields(source);
  if (part !== undefined) appendPart(line, part, depth);
}

function appendPart(line: Line, part: Fields, depth: number): void {
  const kind = text(part.type) ?? '';
  if (kind === 'button') {
    appendInline(line, ['[', fields(part.button)?.text, ']'], depth + 1);
    return;
  }
  const start = line.text.length;
  if (part.text === undefined) line.text += text(part.alternative_text) ?? text(part.expression) ?? '';
  else appendInline(line, part.text, depth + 1);
  const length = line.text.length - start;
  const url = target(kind, part);
  const span = url === undefined ? (Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined) : linkKind(kind);
  if (span !== undefined && length > 0)
    line.spans.push(compact<Span>({ kind: span, offset: start, length, url }));
}

const linkKind = (kind: string): SpanKind => (kind === 'text_mention' ? 'mention' : 'link');

function target(kind: string, part: Fields): string | undefined {
  if (kind === 'url') {
    const url = text(part.url);
    return url === undefined ? undefined : withScheme(url);
  }
  if (kind === 'email_address') {
    const address = text(part.email_address);
    return address === undefined ? undefined : `mailto:${address}`;
  }
  const id = kind === 'text_mention' ? wholeId(fields(part.user)?.id) : undefined;
  return id === undefined ? undefined : `tg://user?id=${id}`;
}
