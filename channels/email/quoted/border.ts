import type { SplitHints } from './index.ts';
import { attribution, headerLabel, isForwardMarker, isOriginalMessage, isOwnBorder } from './markers.ts';
import { signatureStart } from './signature.ts';

/** Lines `[from, to)` are history. */
export interface Cut {
  from: number;
  to: number;
}

type Kind = 'own' | 'hard' | 'attribution';

interface Border {
  at: number;
  /** First line after the introduction. */
  body: number;
  kind: Kind;
}

/** The history of a letter, or undefined when there is none, it is a forward, or answers stand inside it. */
export function findBorder(lines: readonly string[], hints: SplitHints): Cut | undefined {
  const border = firstBorder(lines, hints);
  if (border === undefined) return hints.reply ? trailingQuote(lines) : undefined;
  if (border === 'forward') return undefined;
  const above = lines.slice(0, border.at).some(notBlank);
  if (border.kind === 'own')
    return above ? { from: ownStart(lines, border.at), to: lines.length } : undefined;
  const quote = quoteBlock(lines, border.body);
  if (quote === undefined) return above ? { from: border.at, to: lines.length } : undefined;
  return aroundQuote(lines, border.at, quote, above);
}

/** Decides by what stands below the quoted block: nothing or a signature, an answer, or answers between quotes. */
function aroundQuote(lines: readonly string[], from: number, end: number, above: boolean): Cut | undefined {
  const below = lines.slice(end);
  const written = below.slice(0, signatureStart(below)).filter(notBlank);
  if (written.length === 0 || (above && isSignature(below)))
    return above ? { from, to: lines.length } : undefined;
  if (above || written.some(isQuoted)) return undefined;
  return { from, to: end };
}

/** A short name between the quotation and a delimiter-less footer still counts as signature. */
const isSignature = (lines: readonly string[]): boolean =>
  /^(?:-- ?|—)$/.test(lines.find(notBlank)?.trim() ?? '');

function firstBorder(lines: readonly string[], hints: SplitHints): Border | 'forward' | undefined {
  const structural = new Set(hints.borders ?? []);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (isOwnBorder(line)) return { at: introduction(lines, at), body: lines.length, kind: 'own' };
    if (isForwardMarker(line)) return 'forward';
    const plain = unquote(line);
    if (isOriginalMessage(plain)) return hard(at, skipHeaders(lines, at + 1), hints);
    const labels = headerBlock(lines, at);
    if (labels > 0) return hard(ruleAbove(lines, at), at + labels, hints);
    const introduced = introducer(lines, at);
    if (introduced !== undefined) return { at, body: introduced, kind: 'attribution' };
    if (structural.has(at)) return structuralBorder(lines, at, hints);
  }
  return undefined;
}

/** A copied header block under a subject that says "forward" introduces content, not history. */
function hard(at: number, body: number, hints: SplitHints): Border | 'forward' {
  return hints.forward ? 'forward' : { at, body, kind: 'hard' };
}

function structuralBorder(lines: readonly string[], at: number, hints: SplitHints): Border | 'forward' {
  let body = at;
  while (body < lines.length && body < at + 8 && !isQuoted(lines[body] ?? '')) {
    if (isForwardMarker(lines[body] ?? '')) return 'forward';
    body += 1;
  }
  if (isQuoted(lines[body] ?? '')) return { at, body, kind: 'attribution' };
  return hard(at, at, hints);
}

/** Lines of an introduction that may be wrapped over three lines, with quotation or nothing but history after it. */
function introducer(lines: readonly string[], at: number): number | undefined {
  let joined = '';
  for (let count = 0; count < 3; count += 1) {
    const line = lines[at + count];
    if (line === undefined || !notBlank(unquote(line))) return undefined;
    joined = `${joined} ${unquote(line)}`.trim();
    const verdict = attribution(joined);
    if (verdict === undefined) continue;
    // The line before an introduction on one line is not part of it.
    const rest = lines
      .slice(at + 1, at + count + 1)
      .map(unquote)
      .join(' ');
    if (count > 0 && attribution(rest) === 'sure') return undefined;
    const body = at + count + 1;
    const next = lines.slice(body, body + 4).find(notBlank);
    if (verdict === 'sure' || (next !== undefined && isQuoted(next))) return body;
    return undefined;
  }
  return undefined;
}

/** Number of lines of a copied header block that begins here; at least sender, date and one more field. */
function headerBlock(lines: readonly string[], at: number): number {
  if (headerLabel(lines[at] ?? '') !== 'from') return 0;
  const seen = new Set<string>();
  let count = 0;
  let misses = 0;
  while (count < 12 && at + count < lines.length) {
    const label = headerLabel(lines[at + count] ?? '');
    if (label === undefined) {
      // Long lists of receivers wrap; a blank line ends the block.
      misses += 1;
      if (!notBlank(unquote(lines[at + count] ?? '')) || misses > 2) break;
    } else seen.add(label);
    count += 1;
  }
  return seen.has('from') && seen.has('date') && (seen.has('to') || seen.has('subject')) ? count : 0;
}

function skipHeaders(lines: readonly string[], at: number): number {
  let next = at;
  while (next < lines.length && next < at + 12 && headerLabel(lines[next] ?? '') !== undefined) next += 1;
  return next;
}

/** Outlook draws a line of underscores above its header block. */
function ruleAbove(lines: readonly string[], at: number): number {
  let rule = at - 1;
  while (rule >= 0 && !notBlank(lines[rule] ?? '')) rule -= 1;
  return rule >= 0 && /^[>\s]*[_-]{10,}\s*$/.test(lines[rule] ?? '') ? rule : at;
}

/** End of the run of quoted and blank lines; undefined when the first written line is not quoted. */
function quoteBlock(lines: readonly string[], body: number): number | undefined {
  let end = body;
  while (end < lines.length && !notBlank(lines[end] ?? '')) end += 1;
  if (!isQuoted(lines[end] ?? '')) return undefined;
  while (end < lines.length && (isQuoted(lines[end] ?? '') || !notBlank(lines[end] ?? ''))) end += 1;
  return end;
}

/** Quotation at the very end without any introduction, under an answer. */
function trailingQuote(lines: readonly string[]): Cut | undefined {
  const first = lines.findIndex(isQuoted);
  if (first < 0) return undefined;
  const end = quoteBlock(lines, first);
  const above = lines.slice(0, first).some(notBlank);
  return end === undefined ? undefined : aroundQuote(lines, first, end, above);
}

/** Our border line is part of the quoted letter: the introduction of the quotation stands before it. */
function introduction(lines: readonly string[], at: number): number {
  const floor = Math.max(0, at - 12);
  for (let index = floor; index < at; index += 1) {
    const starts = introducer(lines, index) !== undefined || headerBlock(lines, index) > 0;
    if (starts || isOriginalMessage(unquote(lines[index] ?? ''))) return ruleAbove(lines, index);
  }
  return at;
}

function ownStart(lines: readonly string[], at: number): number {
  let start = at;
  while (start > 0 && (isQuoted(lines[start - 1] ?? '') || !notBlank(lines[start - 1] ?? ''))) start -= 1;
  return start;
}

const notBlank = (line: string): boolean => line.trim() !== '';
const isQuoted = (line: string): boolean => /^\s{0,3}>/.test(line);
const unquote = (line: string): string => line.replace(/^(?:\s{0,3}>)+\s?/, '');
