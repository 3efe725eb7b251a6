import type { RichText, Span, SpanKind } from '../../../channels/richtext.ts';

/** The marks a writer may type or insert with the toolbar. */
export const marks = { bold: '**', italic: '_', strike: '~~', code: '`' } as const;

const inlineRules: readonly { kind: SpanKind; pattern: RegExp }[] = [
  { kind: 'code', pattern: /`([^`\n]+)`/y },
  { kind: 'link', pattern: /\[([^\]\n]+)\]\(((?:https?:\/\/|mailto:|tel:)[^\s)]+)\)/y },
  { kind: 'bold', pattern: /\*\*(?=\S)([^\n]*?\S)\*\*/y },
  { kind: 'strike', pattern: /~~(?=\S)([^\n]*?\S)~~/y },
  { kind: 'italic', pattern: /_(?=\S)([^_\n]*?[^\s_])_(?![\p{L}\p{N}_])/uy },
];

/** What is written becomes text plus spans; a mark without its partner stays what it is. Total and pure. */
export function parseMarkup(source: string): RichText {
  const text: string[] = [];
  const spans: Span[] = [];
  let at = 0;
  const push = (part: RichText, around?: Omit<Span, 'offset' | 'length'>): void => {
    if (around !== undefined && part.text !== '')
      spans.push({ ...around, offset: at, length: part.text.length });
    for (const span of part.spans) spans.push({ ...span, offset: span.offset + at });
    text.push(part.text);
    at += part.text.length;
  };
  for (const chunk of source.split(/(```[^\n]*\n[\s\S]*?\n?```)/)) {
    const pre = /^```([^\n]*)\n([\s\S]*?)\n?```$/.exec(chunk);
    if (pre === null) {
      pushLines(chunk, push);
      continue;
    }
    const language = pre[1]?.trim();
    const around = { kind: 'pre' as const, ...(language ? { language } : {}) };
    push({ text: pre[2] ?? '', spans: [] }, around);
  }
  return { text: text.join(''), spans };
}

type Push = (part: RichText, around?: Omit<Span, 'offset' | 'length'>) => void;

/** Neighbouring lines of a quote are one quote. */
function pushLines(chunk: string, push: Push): void {
  const lines = chunk.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (index > 0) push({ text: '\n', spans: [] });
    if (/^> ?/.test(line)) {
      const quoted = [line.replace(/^> ?/, '')];
      for (; /^> ?/.test(lines[index + 1] ?? ''); index += 1) {
        quoted.push((lines[index + 1] ?? '').replace(/^> ?/, ''));
      }
      push(parseInline(quoted.join('\n')), { kind: 'quote' });
    } else if (/^[-*] \S/.test(line)) push(parseInline(line.slice(2)), { kind: 'list-item' });
    else push(parseInline(line));
  }
}

function parseInline(source: string): RichText {
  let text = '';
  const spans: Span[] = [];
  for (let at = 0; at < source.length; ) {
    const found = matchAt(source, at);
    if (found === null) {
      text += source.charAt(at);
      at += 1;
      continue;
    }
    const inner = found.kind === 'code' ? { text: found.inner, spans: [] } : parseInline(found.inner);
    const offset = text.length;
    const url = found.url === undefined ? {} : { url: found.url };
    spans.push({ kind: found.kind, offset, length: inner.text.length, ...url });
    for (const span of inner.spans) spans.push({ ...span, offset: span.offset + offset });
    text += inner.text;
    at = found.end;
  }
  return { text, spans };
}

function matchAt(
  source: string,
  at: number,
): { kind: SpanKind; inner: string; url?: string; end: number } | null {
  for (const { kind, pattern } of inlineRules) {
    if (kind === 'italic' && at > 0 && /[\p{L}\p{N}_]/u.test(source.charAt(at - 1))) continue;
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match?.[1] === undefined) continue;
    const url = match[2] === undefined ? {} : { url: match[2] };
    return { kind, inner: match[1], ...url, end: at + match[0].length };
  }
  return null;
}

const around: Readonly<Partial<Record<SpanKind, string>>> = marks;

/** A text back as its writer would type it, so that it can be changed. Kinds without marks are left out. */
export function toMarkup(source: RichText): string {
  const inserts: { at: number; order: number; text: string }[] = [];
  for (const span of source.spans) {
    const end = span.offset + span.length;
    const mark = around[span.kind];
    if (mark !== undefined) {
      inserts.push({ at: span.offset, order: span.length, text: mark });
      inserts.push({ at: end, order: -span.length, text: mark });
    } else if (
      span.kind === 'link' &&
      span.url !== undefined &&
      span.url !== source.text.slice(span.offset, end)
    ) {
      inserts.push({ at: span.offset, order: span.length, text: '[' });
      inserts.push({ at: end, order: -span.length, text: `](${span.url})` });
    } else if (span.kind === 'list-item') inserts.push({ at: span.offset, order: span.length, text: '- ' });
    else if (span.kind === 'quote') {
      for (let at = span.offset; at < end; ) {
        inserts.push({ at, order: span.length, text: '> ' });
        const next = source.text.indexOf('\n', at);
        at = next < 0 ? end : next + 1;
      }
    }
  }
  // What opens at a place stands outside-in, what closes there inside-out and before it.
  inserts.sort(
    (one, other) => one.at - other.at || closesFirst(one) - closesFirst(other) || other.order - one.order,
  );
  let text = '';
  let from = 0;
  for (const insert of inserts) {
    text += source.text.slice(from, insert.at) + insert.text;
    from = insert.at;
  }
  return text + source.text.slice(from);
}

const closesFirst = ({ order }: { order: number }): number => (order < 0 ? 0 : 1);

export interface Edited {
  value: string;
  from: number;
  to: number;
}

/** Puts marks around the selection, or takes them away when they are there already. */
export function toggleMark(value: string, from: number, to: number, mark: string): Edited {
  const size = mark.length;
  const inside = value.slice(from, to);
  if (value.slice(from - size, from) === mark && value.slice(to, to + size) === mark) {
    return {
      value: value.slice(0, from - size) + inside + value.slice(to + size),
      from: from - size,
      to: to - size,
    };
  }
  return {
    value: value.slice(0, from) + mark + inside + mark + value.slice(to),
    from: from + size,
    to: to + size,
  };
}

/** Begins every selected line with a prefix, or takes it away when each has it. */
export function togglePrefix(value: string, from: number, to: number, prefix: string): Edited {
  // A search from before the start would find a line break at the start itself.
  const start = from === 0 ? 0 : value.lastIndexOf('\n', from - 1) + 1;
  const next = value.indexOf('\n', to);
  const end = next === -1 ? value.length : next;
  const lines = value.slice(start, end).split('\n');
  const all = lines.every((line) => line.startsWith(prefix));
  const changed = lines.map((line) => (all ? line.slice(prefix.length) : prefix + line)).join('\n');
  return {
    value: value.slice(0, start) + changed + value.slice(end),
    from: start,
    to: start + changed.length,
  };
}
