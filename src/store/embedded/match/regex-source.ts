const POSIX: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

const ESCAPES: Readonly<Record<string, string>> = {
  A: '(?<![\\s\\S])',
  z: '(?![\\s\\S])',
  Z: '(?=\\n?(?![\\s\\S]))',
  h: '[ \\t]',
  a: '\\x07',
  e: '\\x1b',
  R: '(?:\\r\\n|[\\n\\v\\f\\r])',
};

/** A pattern rewritten from the PCRE dialect MongoDB takes to JavaScript's. */
export interface TranslatedPattern {
  readonly source: string;
  readonly flags: string;
}

/** Rewrites a PCRE pattern: leading `(?imsx)`, the x flag, \A \z \Z \h \Q..\E, POSIX classes, `(?P<name>`. */
export function translatePattern(pattern: string, options: string): TranslatedPattern {
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  const flags = new Set(options + (inline?.[1] ?? ''));
  const body = inline ? pattern.slice(inline[0].length) : pattern;
  const source = rewrite(body, flags);
  return { source, flags: ['i', 'm', 's'].filter((flag) => flags.has(flag)).join('') };
}

function rewrite(pattern: string, flags: ReadonlySet<string>): string {
  const extended = flags.has('x');
  // PCRE's $ also stands before a last line feed, and its dot leaves out line feeds only.
  const plain: Readonly<Record<string, string>> = {
    ...(flags.has('m') ? {} : { $: '(?=\\n?(?![\\s\\S]))' }),
    ...(flags.has('s') ? {} : { '.': '[^\\n]' }),
  };
  let out = '';
  for (let i = 0; i < pattern.length; ) {
    const rest = pattern.slice(i, i + 4);
    const char = rest[0] ?? '';
    if (char === '\\') {
      const [text, length] = rewriteEscape(pattern, i);
      out += text;
      i += length;
    } else if (char === '[') {
      const [text, length] = rewriteClass(pattern, i);
      out += text;
      i += length;
    } else if (extended && /\s/.test(char)) {
      i += 1;
    } else if (extended && char === '#') {
      const end = pattern.indexOf('\n', i);
      i = end < 0 ? pattern.length : end + 1;
    } else if (rest.startsWith('(?P<')) {
      out += '(?<';
      i += 4;
    } else {
      out += plain[char] ?? char;
      i += 1;
    }
  }
  return out;
}

function rewriteEscape(pattern: string, at: number): [text: string, length: number] {
  const next = pattern[at + 1] ?? '';
  if (next === 'Q') {
    const end = pattern.indexOf('\\E', at + 2);
    const quoted = pattern.slice(at + 2, end < 0 ? undefined : end);
    return [quoted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), end < 0 ? pattern.length - at : end + 2 - at];
  }
  return [ESCAPES[next] ?? `\\${next}`, 2];
}

function rewriteClass(pattern: string, at: number): [text: string, length: number] {
  let i = at + 1;
  let out = '[';
  if (pattern[i] === '^') {
    out += '^';
    i += 1;
  }
  if (pattern[i] === ']') {
    out += '\\]';
    i += 1;
  }
  for (; i < pattern.length && pattern[i] !== ']'; i += 1) {
    const posix = /^\[:(\w+):\]/.exec(pattern.slice(i, i + 12));
    const named = posix ? POSIX[posix[1] ?? ''] : undefined;
    if (posix && named !== undefined) {
      out += named;
      i += posix[0].length - 1;
    } else if (pattern[i] === '\\') {
      const next = pattern[i + 1] ?? '';
      out += next === 'h' ? ' \\t' : `\\${next}`;
      i += 1;
    } else {
      out += pattern[i] === '[' ? '\\[' : pattern[i];
    }
  }
  return [`${out}]`, i + 1 - at];
}
