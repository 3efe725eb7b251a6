import { compact, type Fields, fields, items, text, wholeId } from '../json.ts';
import type { RichText, Span, SpanKind } from '../richtext.ts';

const PLAIN_KINDS: Readonly<Record<string, SpanKind>> = {
  bold: 'bold',
  italic: 'italic',
  underline: 'underline',
  strikethrough: 'strike',
  spoiler: 'spoiler',
  blockquote: 'quote',
  expandable_blockquote: 'quote',
  code: 'code',
  pre: 'pre',
  mention: 'mention',
};

/** Text with its entities; offsets of both sides count UTF-16 units, so they are only clipped to the text. */
export function richText(source: unknown, entities: unknown): RichText {
  const body = typeof source === 'string' ? source : '';
  return { text: body, spans: items(entities).flatMap((entity) => spanOf(entity, body)) };
}

function spanOf(entity: Fields, body: string): Span[] {
  const { offset, length, type } = entity;
  if (!Number.isInteger(offset) || !Number.isInteger(length)) return [];
  const start = Math.max(0, Number(offset));
  const end = Math.min(body.length, Number(offset) + Number(length));
  if (end <= start) return [];
  const target = linkOf(entity, body.slice(start, end));
  const kind = target?.kind ?? (typeof type === 'string' ? ownKind(type) : undefined);
  if (kind === undefined) return [];
  const language = kind === 'pre' ? text(entity.language) : undefined;
  return [compact<Span>({ kind, offset: start, length: end - start, url: target?.url, language })];
}

function ownKind(type: string): SpanKind | undefined {
  return Object.hasOwn(PLAIN_KINDS, type) ? PLAIN_KINDS[type] : undefined;
}

function linkOf(entity: Fields, shown: string): { kind: SpanKind; url: string } | undefined {
  if (entity.type === 'text_link') {
    const url = text(entity.url);
    return url === undefined ? undefined : { kind: 'link', url };
  }
  if (entity.type === 'url') return { kind: 'link', url: withScheme(shown) };
  if (entity.type === 'email') return { kind: 'link', url: `mailto:${shown}` };
  if (entity.type === 'text_mention') {
    const id = wholeId(fields(entity.user)?.id);
    return id === undefined ? undefined : { kind: 'mention', url: `tg://user?id=${id}` };
  }
  return undefined;
}

/** The network marks bare host names too; a link without a scheme would lead into the inbox itself. */
export function withScheme(address: string): string {
  return /^[a-z][a-z0-9+.-]*:/i.test(address) && !/^[^/]+:\d+(\/|$)/.test(address)
    ? address
    : `https://${address}`;
}
