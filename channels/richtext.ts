/** One stretch of formatting. Offsets and lengths count UTF-16 code units, as JavaScript strings do. */
export interface Span {
  kind: SpanKind;
  offset: number;
  length: number;
  /** Target of a `link`. */
  url?: string;
  /** Language of a `pre` block. */
  language?: string;
}

export const SPAN_KINDS = [
  'bold',
  'italic',
  'underline',
  'strike',
  'spoiler',
  'code',
  'pre',
  'quote',
  'link',
  'mention',
  'list-item',
] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

/** Plain text plus spans: nothing to sanitise, and cutting at a limit is arithmetic. */
export interface RichText {
  text: string;
  spans: Span[];
}

export const plain = (text: string): RichText => ({ text, spans: [] });

/** The part `[start, end)` with the spans that reach into it, moved and clipped. */
export function sliceText(source: RichText, start: number, end: number): RichText {
  const spans: Span[] = [];
  for (const span of source.spans) {
    const from = Math.max(span.offset, start);
    const to = Math.min(span.offset + span.length, end);
    if (to > from) spans.push({ ...span, offset: from - start, length: to - from });
  }
  return { text: source.text.slice(start, end), spans };
}

/**
 * Cuts a text into pieces of at most `limit` UTF-16 units: at a paragraph, else a line, else a word, never inside
 * a surrogate pair. White space at the cuts is dropped; formatting that crosses a cut goes on in the next piece.
 */
export function splitText(source: RichText, limit: number): RichText[] {
  const pieces: RichText[] = [];
  let start = 0;
  while (source.text.length - start > limit) {
    const end = cutBefore(source.text, start, start + limit);
    pieces.push(trimEnd(sliceText(source, start, end)));
    start = end;
    while (start < source.text.length && /\s/.test(source.text.charAt(start))) start += 1;
  }
  if (start < source.text.length || pieces.length === 0) {
    pieces.push(sliceText(source, start, source.text.length));
  }
  return pieces;
}

function cutBefore(text: string, start: number, limit: number): number {
  const least = start + Math.floor((limit - start) / 2);
  for (const border of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(border, limit - border.length);
    if (at > least) return at + border.length;
  }
  const code = text.charCodeAt(limit - 1);
  const splitsPair = code >= 0xd800 && code <= 0xdbff;
  return splitsPair && limit - 1 > start ? limit - 1 : limit;
}

function trimEnd(piece: RichText): RichText {
  return sliceText(piece, 0, piece.text.trimEnd().length);
}
