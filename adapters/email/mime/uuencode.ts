export interface UuFile {
  name: string;
  bytes: Buffer;
}

/** Takes files that old programs wrote into the text itself out of it. */
export function takeUuencoded(text: string): { text: string; files: UuFile[] } {
  if (!/^begin [0-7]{3,4} \S/m.test(text)) return { text, files: [] };
  const files: UuFile[] = [];
  const kept: string[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const begin = /^begin [0-7]{3,4} (\S.*)$/.exec(lines[at] ?? '');
    const end = begin ? fileEnd(lines, at + 1) : undefined;
    if (!begin || end === undefined) {
      kept.push(lines[at] ?? '');
      continue;
    }
    files.push({ name: begin[1] ?? '', bytes: Buffer.concat(lines.slice(at + 1, end).map(decodeLine)) });
    at = end;
  }
  return { text: kept.join('\n'), files };
}

/** Line of `end`, provided that all before it is encoded data. */
function fileEnd(lines: readonly string[], from: number): number | undefined {
  for (let at = from; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').trimEnd();
    if (line === 'end') return at;
    if (!/^[ -`]{0,64}$/.test(line)) return undefined;
  }
  return undefined;
}

function decodeLine(line: string): Buffer {
  const length = (line.charCodeAt(0) - 32) & 63;
  if (line === '' || length === 0) return Buffer.alloc(0);
  const out: number[] = [];
  for (let at = 1; out.length < length && at < line.length; at += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map(
      (step) => ((line.charCodeAt(at + step) || 32) - 32) & 63,
    );
    out.push((a << 2) | (b >> 4), ((b << 4) | (c >> 2)) & 255, ((c << 6) | d) & 255);
  }
  return Buffer.from(out.slice(0, length));
}
