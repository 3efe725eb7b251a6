import type { ImapFlow, MessageStructureObject } from 'imapflow';
import { alive } from './connect.ts';

const MAX_TEXT = 2 * 1024 * 1024;

/** Head and words of a letter that is too large to fetch whole; its files are described and fetched when asked for. */
export async function fetchReduced(client: ImapFlow, uid: number): Promise<Buffer> {
  const found = await client.fetchOne(
    String(uid),
    { uid: true, headers: true, bodyStructure: true },
    { uid: true },
  );
  alive(client, 'FETCH of a large letter');
  if (!found || found.headers === undefined) return Buffer.alloc(0);
  const leaves = found.bodyStructure === undefined ? [] : flatten(found.bodyStructure);
  const texts = leaves.filter(isText).slice(0, 20);
  const names = texts.map((leaf) => leaf.part ?? '1');
  const fetched =
    names.length === 0
      ? undefined
      : await client.fetchOne(String(uid), { uid: true, bodyParts: names }, { uid: true });
  alive(client, 'FETCH of a large letter');
  const boundary = `okno-reduced-${uid}`;
  const parts = leaves.map((leaf) => {
    const bytes = fetched ? fetched.bodyParts?.get(leaf.part ?? '1') : undefined;
    return bytes !== undefined && texts.includes(leaf)
      ? Buffer.concat([head(leaf), bytes])
      : head(leaf, true);
  });
  const pieces = parts.flatMap((part) => [Buffer.from(`--${boundary}\r\n`), part, Buffer.from('\r\n')]);
  return Buffer.concat([letterHead(found.headers, boundary), ...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

function flatten(node: MessageStructureObject): MessageStructureObject[] {
  return node.childNodes && node.childNodes.length > 0 && !node.type.startsWith('message/')
    ? node.childNodes.flatMap(flatten)
    : [node];
}

const isText = (leaf: MessageStructureObject): boolean =>
  /^text\/(?:plain|html)$/.test(leaf.type) &&
  leaf.disposition !== 'attachment' &&
  (leaf.size ?? 0) <= MAX_TEXT;

/** The letter's own headers, but for those that describe the structure we replace. */
function letterHead(headers: Buffer, boundary: string): Buffer {
  const kept = headers
    .toString('latin1')
    .replace(/^(?:content-[\w-]+|mime-version):[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n/gim, '')
    .replace(/(?:\r?\n)+$/, '');
  const own = `MIME-Version: 1.0\r\nX-Okno-Truncated: yes\r\nContent-Type: multipart/mixed; boundary="${boundary}"`;
  return Buffer.from(`${kept}\r\n${own}\r\n\r\n`, 'latin1');
}

function head(leaf: MessageStructureObject, omitted = false): Buffer {
  const name = leaf.dispositionParameters?.filename ?? leaf.parameters?.name;
  const lines = [`Content-Type: ${leaf.type}${parameters(leaf.parameters)}`];
  if (leaf.encoding) lines.push(`Content-Transfer-Encoding: ${leaf.encoding}`);
  if (leaf.id) lines.push(`Content-ID: ${leaf.id}`);
  if (omitted || leaf.disposition) {
    const file = name === undefined ? '' : `; filename*=utf-8''${encodeURIComponent(name)}`;
    lines.push(`Content-Disposition: ${leaf.disposition ?? 'attachment'}${file}`);
  }
  if (omitted)
    lines.push(`X-Okno-Omitted-Part: ${leaf.part ?? '1'}`, `X-Okno-Omitted-Size: ${decodedSize(leaf)}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8');
}

function parameters(given: { [key: string]: string } | undefined): string {
  const wanted = Object.entries(given ?? {}).filter(([name]) =>
    ['charset', 'format', 'delsp'].includes(name.toLowerCase()),
  );
  return wanted.map(([name, value]) => `; ${name}="${value.replace(/["\r\n\\]/g, '')}"`).join('');
}

const decodedSize = (leaf: MessageStructureObject): number =>
  Math.floor((leaf.size ?? 0) * (leaf.encoding?.toLowerCase() === 'base64' ? 0.73 : 1));
