import type { Degradation } from '../capabilities.ts';
import type { OutboundMessage } from '../outbound.ts';
import { plain, type RichText, type Span, type SpanKind } from '../richtext.ts';
import { ENTITY_LIMIT } from './capabilities.ts';
import { withScheme } from './entities.ts';

/** Formatting as the Bot API takes it; offsets count UTF-16 units on both sides. */
export interface Entity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
}

const TYPES: Readonly<Partial<Record<SpanKind, string>>> = {
  bold: 'bold',
  italic: 'italic',
  underline: 'underline',
  strike: 'strikethrough',
  spoiler: 'spoiler',
  code: 'code',
  pre: 'pre',
  quote: 'blockquote',
};

/** The words of a message in the form the network can carry, and what was lost on the way. */
export function outboundText(message: OutboundMessage, appended: string[], losses: Degradation[]): RichText {
  let body = withBullets(wellFormed(message.text), losses);
  if (message.subject !== undefined && message.subject !== '') {
    losses.push({ what: 'subject', support: 'converted' });
    const title = message.subject.trim();
    body = concat({ text: `${title}\n\n`, spans: [{ kind: 'bold', offset: 0, length: title.length }] }, body);
  }
  for (const line of appended) body = concat(body, plain(body.text === '' ? line : `\n${line}`));
  return body.text.trim() === '' ? plain('') : body;
}

/** Entities of one piece. The server ignores those beyond its limit, so the outermost are kept. */
export function toEntities(piece: RichText, losses: Degradation[]): Entity[] {
  const entities = piece.spans.flatMap((span) => toEntity(span, piece.text));
  if (entities.length <= ENTITY_LIMIT) return entities;
  losses.push({ what: 'length', support: 'dropped', detail: 'formatting' });
  return entities
    .sort((a, b) => b.length - a.length)
    .slice(0, ENTITY_LIMIT)
    .sort((a, b) => a.offset - b.offset);
}

function toEntity(span: Span, body: string): Entity[] {
  const offset = Math.max(0, span.offset);
  const length = Math.min(span.length, body.length - offset);
  if (length <= 0) return [];
  if (span.kind === 'link') {
    const url = span.url ?? body.slice(offset, offset + length);
    return [{ type: 'text_link', offset, length, url: withScheme(url) }];
  }
  const user = span.kind === 'mention' ? /^tg:\/\/user\?id=\d+$/.exec(span.url ?? '') : null;
  if (user !== null) return [{ type: 'text_link', offset, length, url: user[0] }];
  const type = TYPES[span.kind];
  if (type === undefined) return [];
  return span.kind === 'pre' && span.language !== undefined
    ? [{ type, offset, length, language: span.language }]
    : [{ type, offset, length }];
}

/** The network has no lists; the line of each item gets a bullet unless its author already wrote one. */
function withBullets(source: RichText, losses: Degradation[]): RichText {
  const starts = source.spans
    .filter((span) => span.kind === 'list-item' && span.length > 0)
    .map((span) => source.text.lastIndexOf('\n', span.offset - 1) + 1);
  if (starts.length > 0) losses.push({ what: 'list-item', support: 'converted' });
  const bare = [...new Set(starts)]
    .filter((start) => !/^\s*(?:[•*–—-]|\d+[.)])\s/.test(source.text.slice(start)))
    .sort((a, b) => b - a);
  return bare.reduce((body, start) => insert(body, start, '• '), source);
}

function insert(source: RichText, at: number, added: string): RichText {
  const spans = source.spans.map((span) => {
    if (span.offset >= at) return { ...span, offset: span.offset + added.length };
    return span.offset + span.length > at ? { ...span, length: span.length + added.length } : span;
  });
  return { text: source.text.slice(0, at) + added + source.text.slice(at), spans };
}

function concat(first: RichText, second: RichText): RichText {
  const moved = second.spans.map((span) => ({ ...span, offset: span.offset + first.text.length }));
  return { text: first.text + second.text, spans: [...first.spans, ...moved] };
}

/** Half of a surrogate pair makes the server refuse the whole request; a replacement keeps all offsets. */
function wellFormed(source: RichText): RichText {
  return { ...source, text: source.text.replace(/\p{Surrogate}/gu, '\uFFFD') };
}
