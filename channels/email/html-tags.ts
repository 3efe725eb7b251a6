/** One piece of markup; comments and declarations have no name. */
export interface Tag {
  start: number;
  end: number;
  name: string;
  closes: boolean;
  attributes: string;
}

const MAX_TAG = 20_000;
const MAX_ATTRIBUTES = 2000;

/** The next piece of markup from `from` on. Looks at every character a bounded number of times, whatever the quotes. */
export function nextTag(html: string, from: number): Tag | undefined {
  for (let start = html.indexOf('<', from); start >= 0; start = html.indexOf('<', start + 1)) {
    if (html.startsWith('<!--', start)) {
      const close = html.indexOf('-->', start + 4);
      return nameless(start, close < 0 ? html.length : close + 3);
    }
    const head = /^<(\/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})|^<[!?]/.exec(html.slice(start, start + 48));
    if (!head) continue;
    const end = tagEnd(html, start);
    if (end === undefined) return undefined;
    if (head[2] === undefined) return nameless(start, end);
    const attributes = html.slice(
      start + head[0].length,
      Math.min(end - 1, start + head[0].length + MAX_ATTRIBUTES),
    );
    return { start, end, name: head[2].toLowerCase(), closes: head[1] === '/', attributes };
  }
  return undefined;
}

const nameless = (start: number, end: number): Tag => ({
  start,
  end,
  name: '',
  closes: false,
  attributes: '',
});

/** Behind the `>` that ends a tag: outside quotes, or the first one at all where quotes are not closed in time. */
function tagEnd(html: string, start: number): number | undefined {
  let quote = '';
  const limit = Math.min(html.length, start + MAX_TAG);
  for (let at = start + 1; at < limit; at += 1) {
    const char = html.charAt(at);
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '>') return at + 1;
  }
  const plain = html.indexOf('>', start);
  return plain < 0 ? undefined : plain + 1;
}
