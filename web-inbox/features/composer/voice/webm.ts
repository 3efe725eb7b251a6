/** What a sound recording in a Matroska container holds. */
export interface OpusTrack {
  /** The `OpusHead` packet, as every container keeps it. */
  head: Uint8Array;
  packets: Uint8Array[];
}

/** Elements that only hold others (Matroska, RFC 9559). */
const MASTERS: ReadonlySet<number> = new Set([0x18538067, 0x1f43b675, 0x1654ae6b, 0xae, 0xa0]);
const CODEC = 0x86;
const CODEC_PRIVATE = 0x63a2;
const SIMPLE_BLOCK = 0xa3;
const BLOCK = 0xa1;
const LACED = 0b0000_0110;

/**
 * Takes the Opus packets out of a WebM file; undefined when it holds none. Browsers write clusters of unknown size while
 * they record, so elements are read in their order and masters are simply entered.
 */
export function readWebm(bytes: Uint8Array): OpusTrack | undefined {
  const packets: Uint8Array[] = [];
  let head: Uint8Array | undefined;
  let opus = false;
  for (let at = 0; at < bytes.length; ) {
    const id = readVint(bytes, at, false);
    const size = id && readVint(bytes, at + id.width, true);
    if (id === undefined || size === undefined) break;
    const start = at + id.width + size.width;
    if (MASTERS.has(id.value)) {
      at = start;
      continue;
    }
    if (size.unknown) break;
    const end = Math.min(bytes.length, start + size.value);
    const data = bytes.subarray(start, end);
    if (id.value === CODEC) opus = new TextDecoder().decode(data).replace(/\0+$/, '') === 'A_OPUS';
    else if (id.value === CODEC_PRIVATE) head = data;
    else if (id.value === SIMPLE_BLOCK || id.value === BLOCK) {
      const packet = packetOf(data);
      if (packet === undefined) return undefined;
      packets.push(packet);
    }
    at = end;
  }
  return opus && head !== undefined && packets.length > 0 ? { head, packets } : undefined;
}

/** The bytes behind track number, time and flags. Recorders do not lace sound. */
function packetOf(block: Uint8Array): Uint8Array | undefined {
  const track = readVint(block, 0, true);
  if (track === undefined) return undefined;
  const flags = block[track.width + 2] ?? 0;
  return (flags & LACED) === 0 ? block.subarray(track.width + 3) : undefined;
}

/** A number of variable width: the leading zeros of its first byte tell how many bytes follow. */
function readVint(
  bytes: Uint8Array,
  at: number,
  masked: boolean,
): { value: number; width: number; unknown: boolean } | undefined {
  const first = bytes[at];
  if (first === undefined || first === 0) return undefined;
  const width = Math.clz32(first) - 23;
  if (at + width > bytes.length) return undefined;
  const mask = 0xff >> width;
  let value = masked ? first & mask : first;
  let unknown = (first & mask) === mask;
  for (let index = 1; index < width; index += 1) {
    const byte = bytes[at + index] ?? 0;
    value = value * 256 + byte;
    unknown &&= byte === 0xff;
  }
  return { value, width, unknown };
}
