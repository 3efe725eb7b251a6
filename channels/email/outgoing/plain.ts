import type { RichText, Span } from '../../richtext.ts';

/** The text alone, with what formatting meant written out: quotes get `> `, links their address. */
export function richPlain(source: RichText): string {
  const added = source.spans
    .flatMap((span) => addressBehind(source.text, span) ?? [])
    .sort((a, b) => b.at - a.at);
  let text = source.text;
  for (const { at, note } of added) text = text.slice(0, at) + note + text.slice(at);
  const moved = (offset: number) =>
    offset + added.filter(({ at }) => at <= offset).reduce((sum, { note }) => sum + note.length, 0);
  const quotes = source.spans
    .filter((span) => span.kind === 'quote')
    .map((span) => ({ from: moved(span.offset), to: moved(span.offset + span.length) }));
  return prefixQuotes(text, quotes);
}

/** What a reader would not see of a link, and where it goes: behind the word in which the link ends. */
function addressBehind(
  text: string,
  { kind, url, offset, length }: Span,
): { at: number; note: string } | undefined {
  if (kind !== 'link' || url === undefined) return undefined;
  const end = offset + length;
  const label = text.slice(offset, end);
  if (label === '' || url === label || url === `mailto:${label}` || url === `tel:${label}`) return undefined;
  const rest = text.slice(end).search(/\s/);
  return { at: rest < 0 ? text.length : end + rest, note: ` (${url})` };
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
