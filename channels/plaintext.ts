import type { RichText, Span } from './richtext.ts';

/**
 * The words for a network without formatting. Nothing that a reader needs is lost: a link's target follows its
 * words, list items get a bullet, quotes their mark.
 */
export function toPlainText(source: RichText): string {
  const inserts: { at: number; text: string }[] = [];
  for (const span of source.spans) {
    const end = span.offset + span.length;
    if (span.kind === 'link') {
      const target = hiddenTarget(span, source.text.slice(span.offset, end));
      if (target !== undefined) inserts.push({ at: wordEnd(source.text, end), text: ` (${target})` });
    }
    if (span.kind === 'list-item') inserts.push({ at: lineStart(source.text, span.offset), text: '• ' });
    if (span.kind === 'quote') inserts.push(...quoteMarks(source.text, span.offset, end));
  }
  inserts.sort((a, b) => a.at - b.at);
  let plain = '';
  let from = 0;
  for (const insert of inserts) {
    plain += source.text.slice(from, insert.at) + insert.text;
    from = insert.at;
  }
  return plain + source.text.slice(from);
}

/** The address that a reader would not see in the text itself. */
function hiddenTarget(span: Span, shown: string): string | undefined {
  const target = span.url?.replace(/^(mailto|tel):/, '');
  if (target === undefined || target === '') return undefined;
  const bare = (address: string) => address.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return bare(shown.trim()) === bare(target) ? undefined : target;
}

function quoteMarks(text: string, start: number, end: number): { at: number; text: string }[] {
  const marks = [{ at: lineStart(text, start), text: '> ' }];
  for (let at = text.indexOf('\n', start); at >= 0 && at < end - 1; at = text.indexOf('\n', at + 1)) {
    marks.push({ at: at + 1, text: '> ' });
  }
  return marks;
}

function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

/** A link may end inside a word; what is put in must not tear it. */
function wordEnd(text: string, at: number): number {
  const rest = text.slice(at).search(/\s/);
  return rest < 0 ? text.length : at + rest;
}
