import { first, type RawHeader, readHeaders } from './headers.ts';
import { type Structured, structured } from './params.ts';

/** One part of a letter: where its bytes lie and how they are written. */
export interface MimeNode {
  /** As IMAP numbers it; the root of a letter without parts is "1". */
  part: string;
  headers: RawHeader[];
  type: Structured;
  disposition: Structured;
  encoding: string | undefined;
  start: number;
  end: number;
  children: MimeNode[];
}

export interface Tree {
  root: MimeNode;
  /** Declared as multipart, but no part could be found, or limits cut it short. */
  broken: boolean;
}

const MAX_DEPTH = 120;
const MAX_PARTS = 3000;

/** Finds the parts of a letter. Looks only at boundaries and part headers; never throws, always ends. */
export function readTree(bytes: Buffer, charset: string | undefined): Tree {
  const state = { count: 0, broken: false };
  const root = readNode(bytes, 0, bytes.length, '', 0, state, charset, 'text/plain');
  if (root.part === '') root.part = '1';
  return { root, broken: state.broken };
}

interface State {
  count: number;
  broken: boolean;
}

function readNode(
  bytes: Buffer,
  start: number,
  end: number,
  part: string,
  depth: number,
  state: State,
  charset: string | undefined,
  fallback: string,
): MimeNode {
  const { headers, bodyStart } = readHeaders(bytes, start, end);
  const rawType = first(headers, 'content-type') ?? fallback;
  let type = structured(rawType, charset);
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(type.value)) type = { value: fallback, params: type.params };
  const disposition = structured(first(headers, 'content-disposition') ?? '', charset);
  const encoding = first(headers, 'content-transfer-encoding');
  const node: MimeNode = {
    part,
    headers,
    type,
    disposition,
    encoding,
    start: Math.min(bodyStart, end),
    end,
    children: [],
  };
  state.count += 1;
  if (!type.value.startsWith('multipart/')) return node;
  const sections = depth < MAX_DEPTH ? findSections(bytes, node) : [];
  const childFallback = type.value === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  for (const [index, section] of sections.entries()) {
    if (state.count >= MAX_PARTS) break;
    const name = part === '' ? String(index + 1) : `${part}.${index + 1}`;
    node.children.push(
      readNode(bytes, section.start, section.end, name, depth + 1, state, charset, childFallback),
    );
  }
  if (node.children.length < Math.max(1, sections.length)) state.broken = true;
  return node;
}

interface Section {
  start: number;
  end: number;
}

/** The stretches between the boundary lines; a boundary that does not occur is replaced by the one that does. */
function findSections(bytes: Buffer, node: MimeNode): Section[] {
  const declared = node.type.params.get('boundary');
  const sections = declared ? cut(bytes, node, declared) : [];
  if (sections.length > 0) return sections;
  const seen = observedBoundary(bytes, node);
  return seen === undefined ? [] : cut(bytes, node, seen);
}

function cut(bytes: Buffer, node: MimeNode, boundary: string): Section[] {
  const mark = Buffer.from(`--${boundary}`, 'latin1');
  const sections: Section[] = [];
  let open: number | undefined;
  // Never beyond the part: thousands of them would each search the whole letter.
  const within = bytes.subarray(0, node.end);
  let at = within.indexOf(mark, node.start);
  while (at >= 0) {
    const lineStart = at === node.start || bytes[at - 1] === 0x0a || bytes[at - 1] === 0x0d;
    const tail = lineStart ? delimiterTail(bytes, at + mark.length, node.end) : undefined;
    if (tail !== undefined) {
      if (open !== undefined) sections.push({ start: open, end: Math.max(open, beforeBreak(bytes, at)) });
      open = tail.closes ? undefined : tail.next;
      if (tail.closes) break;
    }
    at = within.indexOf(mark, at + mark.length);
  }
  if (open !== undefined && open <= node.end) sections.push({ start: open, end: node.end });
  return sections;
}

/** What follows a boundary on its line: nothing, or `--` for the last one; otherwise it is a longer boundary. */
function delimiterTail(
  bytes: Buffer,
  at: number,
  end: number,
): { closes: boolean; next: number } | undefined {
  const closes = bytes[at] === 0x2d && bytes[at + 1] === 0x2d;
  let next = closes ? at + 2 : at;
  while (next < end && (bytes[next] === 0x20 || bytes[next] === 0x09)) next += 1;
  if (next >= end) return { closes, next: end };
  if (bytes[next] === 0x0d) next += bytes[next + 1] === 0x0a ? 2 : 1;
  else if (bytes[next] === 0x0a) next += 1;
  else if (!closes) return undefined;
  return { closes, next };
}

function beforeBreak(bytes: Buffer, at: number): number {
  if (bytes[at - 1] === 0x0a) return bytes[at - 2] === 0x0d ? at - 2 : at - 1;
  return bytes[at - 1] === 0x0d ? at - 1 : at;
}

/** A line `--x` directly followed by part headers: the boundary a broken program really used. */
function observedBoundary(bytes: Buffer, node: MimeNode): string | undefined {
  const head = bytes.toString('latin1', node.start, Math.min(node.end, node.start + 20_000));
  return /(?:^|\n)--([^\r\n]{1,200}?)[ \t]*\r?\nContent-[A-Za-z-]+:/i.exec(head)?.[1];
}
