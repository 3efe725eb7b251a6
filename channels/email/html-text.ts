import { decodeEntities } from './entities.ts';
import { nextTag } from './html-tags.ts';

/** Text of an HTML letter; quoted blocks carry `> `, and `borders` are lines where structure says history begins. */
export interface HtmlText {
  text: string;
  borders: number[];
}

const MAX_HTML = 2_000_000;
const BLOCK = new Set(
  'address article aside center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header li main nav ol p pre section table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
const SPACED = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'pre']);
const SILENT = new Set(
  'script style head title svg object template noscript select textarea math iframe'.split(' '),
);
const VOID = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));

/** Where mail programs mark the beginning of history in their HTML (classes, ids and styles of their own). */
const BORDER: readonly RegExp[] = [
  /\bclass\s*=\s*["']?[^"'>]*\b(?:gmail_quote|gmail_attr|moz-cite-prefix|yahoo_quoted|protonmail_quote|OutlookMessageHeader)\b/i,
  /\bid\s*=\s*["']?[^"'>\s]*(?:appendonsend|divRplyFwdMsg|reply-intro|mail-editor-reference-message-container|ms-outlook-mobile-reference-message)\b/i,
  /\bstyle\s*=\s*(?:"[^"]*|'[^']*)border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)/i,
];

/** Linear scan, no tree: survives any nesting and never throws. */
export function htmlToText(html: string): HtmlText {
  return new Writer().run(html.slice(0, MAX_HTML));
}

interface Open {
  name: string;
  quote: boolean;
  pre: boolean;
}

class Writer {
  private lines: string[] = [];
  private line = '';
  /** Whether the line ends with a blank; reading it off a long line would copy the line each time. */
  private spaced = false;
  private depth = 0;
  private preDepth = 0;
  private silent: string | undefined;
  private readonly stack: Open[] = [];
  private readonly borders: number[] = [];
  private readonly unclosed = new Set<string>();

  run(html: string): HtmlText {
    let at = 0;
    for (let tag = nextTag(html, 0); tag !== undefined; tag = nextTag(html, at)) {
      this.write(html.slice(at, tag.start));
      at = tag.end;
      if (tag.name === '') continue;
      if (tag.closes) this.close(tag.name);
      else this.open(tag.name, tag.attributes);
      if (this.silent !== undefined) at = this.skipSilent(html, at);
    }
    this.write(html.slice(at));
    this.endLine();
    return this.result();
  }

  private skipSilent(html: string, from: number): number {
    const name = this.silent ?? '';
    this.silent = undefined;
    if (this.unclosed.has(name)) return from;
    const end = new RegExp(`</${name}\\s{0,20}>`, 'gi');
    end.lastIndex = from;
    if (end.exec(html)) return end.lastIndex;
    this.unclosed.add(name);
    // Unclosed code runs to the end, as browsers read it; any other unclosed element must not swallow the letter.
    return name === 'script' || name === 'style' ? html.length : from;
  }

  private write(raw: string): void {
    if (raw === '') return;
    const text = decodeEntities(raw);
    if (this.preDepth > 0) {
      const [first = '', ...rest] = text.split(/\r?\n/);
      this.line += first;
      for (const next of rest) {
        this.endLine();
        this.line = next;
      }
      return;
    }
    const flat = text.replace(/[ \t\r\n\f]+/g, ' ');
    const added = this.line === '' || this.spaced ? flat.trimStart() : flat;
    if (added === '') return;
    this.line += added;
    this.spaced = added.endsWith(' ');
  }

  private open(name: string, attributes: string): void {
    if (SILENT.has(name) && !attributes.endsWith('/')) {
      this.silent = name;
      return;
    }
    if (BORDER.some((mark) => mark.test(attributes))) this.border();
    if (name === 'br') this.endLine(true);
    else if (name === 'hr') this.breakLine();
    else if (name === 'img') this.image(attributes);
    else if (name === 'td' || name === 'th') this.cell();
    else if (name === 'li') {
      this.breakLine();
      this.line = '• ';
      this.spaced = true;
    } else if (BLOCK.has(name) || name === 'blockquote') this.breakLine(SPACED.has(name));
    if (VOID.has(name) || this.stack.length > 5000) return;
    const quote = name === 'blockquote';
    if (quote) this.depth += 1;
    if (name === 'pre') this.preDepth += 1;
    this.stack.push({ name, quote, pre: name === 'pre' });
  }

  private close(name: string): void {
    if (BLOCK.has(name) || name === 'blockquote') this.breakLine(SPACED.has(name));
    let index = this.stack.length - 1;
    const floor = Math.max(0, index - 60);
    while (index >= floor && this.stack[index]?.name !== name) index -= 1;
    if (index < floor) return;
    for (const gone of this.stack.splice(index)) {
      if (gone.quote) this.depth -= 1;
      if (gone.pre) this.preDepth -= 1;
    }
  }

  private cell(): void {
    if (this.line === '') return;
    this.line += '\t';
    this.spaced = true;
  }

  private image(attributes: string): void {
    const alt = /\balt\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(attributes);
    const label = decodeEntities(alt?.[1] ?? alt?.[2] ?? '').trim();
    if (/^\p{Extended_Pictographic}/u.test(label)) this.line += label;
  }

  private border(): void {
    this.breakLine();
    this.borders.push(this.lines.length);
  }

  private breakLine(spaced = false): void {
    if (this.line.trim() !== '') this.endLine();
    this.line = '';
    const last = this.lines.at(-1);
    if (spaced && last !== undefined && !/^[> ]*$/.test(last))
      this.lines.push('> '.repeat(this.depth).trimEnd());
  }

  private endLine(always = false): void {
    const text = this.preDepth > 0 ? this.line.trimEnd() : this.line.trim();
    this.line = '';
    if (text === '' && !always) return;
    this.lines.push(`${'> '.repeat(this.depth)}${text}`.trimEnd());
  }

  /** Squeezes runs of blank lines and moves the borders along. */
  private result(): HtmlText {
    const lines: string[] = [];
    const moved = new Map<number, number>();
    this.lines.forEach((line, index) => {
      moved.set(index, lines.length);
      const previous = lines.at(-1) ?? '';
      if (/^[> ]*$/.test(line) && /^[> ]*$/.test(previous)) return;
      lines.push(line.replaceAll('\u00a0', ' '));
    });
    const borders = this.borders.map((index) => moved.get(index) ?? lines.length);
    const text = lines.join('\n').trimEnd();
    return { text, borders: [...new Set(borders)] };
  }
}
