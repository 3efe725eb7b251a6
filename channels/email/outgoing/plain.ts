import type { RichText } from '../../richtext.ts';

/** The text alone, with what formatting meant written out: quotes get `> `, links their address. */
export function richPlain(source: RichText): string {
  let text = source.text;
  const links = source.spans
    .filter((span) => span.kind === 'link' && span.url !== undefined)
    .sort((a, b) => b.offset - a.offset);
  const added: { at: number; length: number }[] = [];
  for (const link of links) {
    const end = link.offset + link.length;
    const label = source.text.slice(link.offset, end);
    const url = link.url ?? '';
    if (label === '' || url === label || url === `mailto:${label}` || url === `tel:${label}`) continue;
    const note = ` (${url})`;
    // A link may end inside a word; the address stands behind it.
    const rest = source.text.slice(end).search(/\s/);
    const at = rest < 0 ? source.text.length : end + rest;
    text = text.slice(0, at) + note + text.slice(at);
    added.push({ at, length: note.length });
  }
  const moved = (offset: number) =>
    offset + added.filter((note) => note.at <= offset).reduce((sum, note) => sum + note.length, 0);
  const quotes = source.spans
    .filter((span) => span.kind === 'quote')
    .map((span) => ({ from: moved(span.offset), to: moved(span.offset + span.length) }));
  return prefixQuotes(text, quotes);
}

function prefixQuotes(text: string, quotes: readonly { from: number; to: number }[]): string {
  if (quotes.length === 0) return text;
  let offset = 0;
  return text
    .split('\n')
    .map((line) => {
      const start = offset;
      offset += line.length + 1;
      const inside = quotes.some((quote) => start < quote.to && start + line.length > quote.from);
      return inside ? `> ${line}` : line;
    })
    .join('\n');
}
