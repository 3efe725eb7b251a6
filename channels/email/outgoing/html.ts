import type { RichText, Span } from '../../richtext.ts';
import { escapeHtml } from '../entities.ts';

const TAGS: Partial<Record<Span['kind'], string>> = {
  bold: 'b',
  italic: 'i',
  underline: 'u',
  strike: 's',
  code: 'code',
};

/** Block kinds stand outside, inline kinds inside; links innermost of the blocks. */
const ORDER: readonly Span['kind'][] = [
  'quote',
  'pre',
  'list-item',
  'link',
  'bold',
  'italic',
  'underline',
  'strike',
  'code',
];

/** Simple HTML of a rich text: spans may overlap, so at every edge all are closed and opened again. */
export function richHtml(source: RichText): string {
  const { text } = source;
  const spans = source.spans.filter((span) => ORDER.includes(span.kind) && span.length > 0);
  const edges = new Set([0, text.length]);
  for (const span of spans) {
    edges.add(Math.max(0, span.offset));
    edges.add(Math.min(text.length, span.offset + span.length));
  }
  const points = [...edges].sort((a, b) => a - b);
  let html = '';
  let open: Span[] = [];
  points.forEach((from, index) => {
    const to = points[index + 1];
    if (to === undefined) return;
    const now = spans.filter((span) => span.offset <= from && span.offset + span.length >= to).sort(byOrder);
    const kept = commonLength(open, now);
    html += closing(open.slice(kept)) + now.slice(kept).map(opening).join('');
    html += escapeHtml(text.slice(from, to)).replaceAll('\n', '<br>\n');
    open = now;
  });
  return html + closing(open);
}

const byOrder = (a: Span, b: Span): number =>
  ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.offset - b.offset;

function commonLength(a: readonly Span[], b: readonly Span[]): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

const closing = (spans: readonly Span[]): string =>
  [...spans]
    .reverse()
    .map((span) => `</${tagOf(span)}>`)
    .join('');

function opening(span: Span): string {
  if (span.kind === 'link') return isSafe(span.url) ? `<a href="${escapeHtml(span.url ?? '')}">` : '<span>';
  if (span.kind === 'quote')
    return '<blockquote style="margin:0 0 0 8px;padding-left:8px;border-left:2px solid #ccc">';
  return `<${tagOf(span)}>`;
}

function tagOf(span: Span): string {
  if (span.kind === 'link') return isSafe(span.url) ? 'a' : 'span';
  if (span.kind === 'quote') return 'blockquote';
  if (span.kind === 'pre') return 'pre';
  return TAGS[span.kind] ?? 'span';
}

const isSafe = (url: string | undefined): boolean => /^(?:https?|mailto|tel):/i.test(url ?? '');
