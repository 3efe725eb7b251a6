import type { RichText, Span } from '../richtext.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
};

/** Text as the network stores it: HTML entities and `<br>` decoded, mentions `[id1|Name]` turned into spans. */
export function richText(source: unknown): RichText {
  if (typeof source !== 'string') return { text: '', spans: [] };
  const decoded = source
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/&(lt|gt|amp|quot|#39|nbsp);/g, (all, name: string) => ENTITIES[name] ?? all);
  const spans: Span[] = [];
  let text = '';
  let from = 0;
  for (const match of decoded.matchAll(/\[(id|club|public|event)(\d+)\|([^\][]{1,200})\]/g)) {
    text += decoded.slice(from, match.index);
    const name = match[3] ?? '';
    const page = `${match[1] === 'id' ? 'id' : 'club'}${match[2]}`;
    spans.push({ kind: 'mention', offset: text.length, length: name.length, url: `https://vk.com/${page}` });
    text += name;
    from = match.index + match[0].length;
  }
  return { text: text + decoded.slice(from), spans };
}
