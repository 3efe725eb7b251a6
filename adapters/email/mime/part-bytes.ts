import { partText } from './bodies.ts';
import { cleanFileName, mimeOf } from './names.ts';
import { openPacked } from './tnef/index.ts';
import { decodeTransfer } from './transfer.ts';
import { type MimeNode, readTree } from './tree.ts';
import { takeUuencoded } from './uuencode.ts';

export interface PartBytes {
  bytes: Buffer;
  mime: string;
  name: string;
}

/** The bytes of a file of a letter by its position; undefined when the letter holds no such part. */
export function partBytes(raw: Buffer, part: string): PartBytes | undefined {
  const slash = part.indexOf('/');
  const name = slash < 0 ? part : part.slice(0, slash);
  const packed = /^(.+)([ut])(\d+)$/.exec(name);
  const { root } = readTree(raw, undefined);
  const node = find(root, packed?.[1] ?? name);
  if (node === undefined) return undefined;
  if (packed?.[2] === 't') return tnefPart(raw, node, Number(packed[3]));
  if (packed) return uuPart(raw, node, Number(packed[3]));
  const bytes = decodeTransfer(raw.subarray(node.start, node.end), node.encoding);
  if (slash >= 0) return partBytes(bytes, part.slice(slash + 1));
  const written = node.disposition.params.get('filename') ?? node.type.params.get('name');
  return { bytes, mime: node.type.value, name: cleanFileName(written, node.type.value, 1) };
}

function uuPart(raw: Buffer, node: MimeNode, index: number): PartBytes | undefined {
  const file = takeUuencoded(partText(raw, node).text).files[index - 1];
  if (file === undefined) return undefined;
  const mime = 'application/octet-stream';
  return { bytes: file.bytes, mime, name: cleanFileName(file.name, mime, index) };
}

function tnefPart(raw: Buffer, node: MimeNode, index: number): PartBytes | undefined {
  const bytes = decodeTransfer(raw.subarray(node.start, node.end), node.encoding);
  const file = openPacked(bytes)?.files[index - 1];
  if (file === undefined) return undefined;
  const mime = mimeOf(file.mime, file.name);
  return { bytes: file.bytes, mime, name: cleanFileName(file.name, mime, index) };
}

function find(node: MimeNode, part: string): MimeNode | undefined {
  if (node.part === part && node.children.length === 0) return node;
  for (const child of node.children) {
    const found = find(child, part);
    if (found) return found;
  }
  return undefined;
}
