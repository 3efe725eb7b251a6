/** One part of a multipart body; `filename` is present for files. */
export interface Part {
  name: string;
  filename?: string;
  bytes: Buffer;
}

/**
 * Reads both dialects in use: quoted names as browsers write them, and bare `name="id";filename=any thing.pdf` with
 * spaces and other alphabets, which strict readers drop.
 */
export function readMultipart(body: Buffer, boundary: string): Part[] {
  const mark = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  let at = body.indexOf(mark);
  while (at >= 0) {
    const start = at + mark.length;
    const end = body.indexOf(mark, start);
    if (end < 0) break;
    const part = readPart(body.subarray(start, end));
    if (part !== undefined) parts.push(part);
    at = end;
  }
  return parts;
}

function readPart(chunk: Buffer): Part | undefined {
  const gap = chunk.indexOf('\r\n\r\n');
  if (gap < 0) return undefined;
  const head = chunk.subarray(0, gap).toString('utf8');
  const bytes = chunk.subarray(gap + 4, chunk.length - 2);
  const line = /content-disposition:([^\r\n]*)/i.exec(head)?.[1] ?? '';
  const name = /[;\s]name=(?:"([^"]*)"|([^;\s]*))/i.exec(line);
  if (name === null) return undefined;
  const file = /[;\s]filename=(?:"([^"]*)"|([^\r\n]*))/i.exec(line);
  const found = { name: name[1] ?? name[2] ?? '', bytes };
  return file === null ? found : { ...found, filename: file[1] ?? file[2] ?? '' };
}

export function boundaryOf(contentType: string): string | undefined {
  const found = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  return found?.[1] ?? found?.[2];
}
