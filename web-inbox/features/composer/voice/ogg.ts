import type { OpusTrack } from './webm.ts';

/** Samples a second by which positions are counted, whatever the sound was recorded with (RFC 7845). */
const RATE = 48_000;
const PAGE_SAMPLES = RATE;
const BEGINS = 2;
const ENDS = 4;

/** Opus packets as an Ogg file (RFC 3533, RFC 7845), the form that networks take for voice. */
export function writeOgg({ head, packets }: OpusTrack, serial: number): Uint8Array {
  const pages: Uint8Array[] = [];
  const add = (flags: number, position: number, content: readonly Uint8Array[]): void => {
    pages.push(page(flags, position, serial, pages.length, content));
  };
  add(BEGINS, 0, [head]);
  add(0, 0, [tags()]);
  let position = 0;
  let begun = 0;
  let content: Uint8Array[] = [];
  packets.forEach((packet, index) => {
    content.push(packet);
    position += samplesOf(packet);
    const last = index === packets.length - 1;
    const next = packets[index + 1];
    const full = next !== undefined && segmentsOf([...content, next]) > 255;
    if (!last && !full && position - begun < PAGE_SAMPLES) return;
    add(last ? ENDS : 0, position, content);
    begun = position;
    content = [];
  });
  return joined(pages);
}

/** How long the packets play, in milliseconds. */
export function lengthOf({ packets }: OpusTrack): number {
  return Math.round((packets.reduce((sum, packet) => sum + samplesOf(packet), 0) / RATE) * 1000);
}

/** Samples in a packet, by its first byte (RFC 6716, section 3.1) and the number of frames. */
function samplesOf(packet: Uint8Array): number {
  const first = packet[0] ?? 0;
  const config = first >> 3;
  const step = config & 3;
  const frame =
    config < 12
      ? ([480, 960, 1920, 2880][step] ?? 960)
      : config < 16
        ? (config & 1) === 0
          ? 480
          : 960
        : ([120, 240, 480, 960][step] ?? 960);
  const count = first & 3;
  const frames = count === 0 ? 1 : count < 3 ? 2 : (packet[1] ?? 1) & 63;
  return frame * frames;
}

function tags(): Uint8Array {
  const vendor = new TextEncoder().encode('Okno');
  const bytes = new Uint8Array(8 + 4 + vendor.length + 4);
  bytes.set(new TextEncoder().encode('OpusTags'));
  new DataView(bytes.buffer).setUint32(8, vendor.length, true);
  bytes.set(vendor, 12);
  return bytes;
}

/** A packet takes a segment per 255 bytes, and one more to end it. */
const segmentsOf = (content: readonly Uint8Array[]): number =>
  content.reduce((sum, packet) => sum + Math.floor(packet.length / 255) + 1, 0);

function page(
  flags: number,
  position: number,
  serial: number,
  sequence: number,
  content: readonly Uint8Array[],
): Uint8Array {
  const table: number[] = [];
  for (const { length } of content) {
    for (let left = length; left >= 0; left -= 255) table.push(Math.min(left, 255));
  }
  const header = new Uint8Array(27 + table.length);
  const view = new DataView(header.buffer);
  header.set(new TextEncoder().encode('OggS'));
  header[5] = flags;
  view.setBigUint64(6, BigInt(position), true);
  view.setUint32(14, serial, true);
  view.setUint32(18, sequence, true);
  header[26] = table.length;
  header.set(table, 27);
  const bytes = joined([header, ...content]);
  new DataView(bytes.buffer).setUint32(22, checksum(bytes), true);
  return bytes;
}

const CRC = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit += 1)
    value = (value & 0x80000000) !== 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

function checksum(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value = ((value << 8) ^ (CRC[((value >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return value;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
