const COMPRESSED = 0x75465a4c;
const PLAIN = 0x414c454d;
const WINDOW = 4096;
/** More words than any letter has; the form packs at most about nine to one, a made-up header claims anything. */
const MOST = 8_000_000;

/** What the window holds before the first byte (MS-OXRTFCP 2.1.2.1). */
const START =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';

/** Unpacks compressed RTF; undefined when it is none. What breaks off is kept as far as it goes. */
export function unpackRtf(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 16) return undefined;
  const size = Math.min(bytes.readUInt32LE(4), MOST);
  const kind = bytes.readUInt32LE(8);
  if (kind === PLAIN) return bytes.subarray(16, 16 + size);
  return kind === COMPRESSED ? unpack(bytes, size) : undefined;
}

function unpack(bytes: Buffer, size: number): Buffer {
  const window = Buffer.alloc(WINDOW, 0x20);
  let head = window.write(START, 'latin1');
  const out: number[] = [];
  const put = (value: number): void => {
    out.push(value);
    window[head] = value;
    head = (head + 1) % WINDOW;
  };
  let at = 16;
  while (at < bytes.length && out.length < size) {
    const flags = bytes[at] ?? 0;
    at += 1;
    for (let bit = 0; bit < 8 && at < bytes.length && out.length < size; bit += 1) {
      if ((flags & (1 << bit)) === 0) {
        put(bytes[at] ?? 0);
        at += 1;
        continue;
      }
      const reference = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      const from = reference >> 4;
      if (from === head) return Buffer.from(out);
      for (let step = 0; step < (reference & 15) + 2; step += 1) put(window[(from + step) % WINDOW] ?? 0);
    }
  }
  return Buffer.from(out.slice(0, size));
}
