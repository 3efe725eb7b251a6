import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthOf, writeOgg } from '../../web-inbox/features/composer/voice/ogg.ts';
import { readWebm } from '../../web-inbox/features/composer/voice/webm.ts';

const size = (length: number): number[] => [
  0x08,
  (length >>> 24) & 255,
  (length >>> 16) & 255,
  (length >>> 8) & 255,
  length & 255,
];
const element = (id: number[], content: Uint8Array): Uint8Array =>
  Uint8Array.from([...id, ...size(content.length), ...content]);
const endless = (id: number[], content: Uint8Array): Uint8Array =>
  Uint8Array.from([...id, 0x01, 255, 255, 255, 255, 255, 255, 255, ...content]);
const joined = (...pieces: Uint8Array[]): Uint8Array =>
  Uint8Array.from(pieces.flatMap((piece) => [...piece]));
const text = (words: string) => new TextEncoder().encode(words);

const HEAD = joined(text('OpusHead'), Uint8Array.of(1, 1, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, 0));

/** A recording as browsers write it: segment and clusters of unknown size, no lacing. */
function recording(packets: Uint8Array[], codec = 'A_OPUS', perCluster = 7): Uint8Array {
  const track = element([0xae], joined(element([0x86], text(codec)), element([0x63, 0xa2], HEAD)));
  const clusters: Uint8Array[] = [];
  for (let at = 0; at < packets.length; at += perCluster) {
    const blocks = packets
      .slice(at, at + perCluster)
      .map((packet) => element([0xa3], joined(Uint8Array.of(0x81, 0, 0, 0x80), packet)));
    clusters.push(endless([0x1f, 0x43, 0xb6, 0x75], joined(element([0xe7], Uint8Array.of(0)), ...blocks)));
  }
  const tracks = element([0x16, 0x54, 0xae, 0x6b], track);
  return joined(
    element([0x1a, 0x45, 0xdf, 0xa3], Uint8Array.of(1, 2, 3)),
    endless([0x18, 0x53, 0x80, 0x67], joined(tracks, ...clusters)),
  );
}

/** Packets of an Ogg file, read by its lacing; checks the frame of every page on the way. */
function packetsOf(ogg: Uint8Array): { packets: Uint8Array[]; positions: bigint[]; flags: number[] } {
  const view = new DataView(ogg.buffer, ogg.byteOffset, ogg.byteLength);
  const packets: Uint8Array[] = [];
  const positions: bigint[] = [];
  const flags: number[] = [];
  let at = 0;
  let sequence = 0;
  while (at < ogg.length) {
    expect(new TextDecoder().decode(ogg.subarray(at, at + 4))).toBe('OggS');
    flags.push(ogg[at + 5] ?? 0);
    positions.push(view.getBigUint64(at + 6, true));
    expect(view.getUint32(at + 18, true)).toBe(sequence);
    sequence += 1;
    const table = ogg.subarray(at + 27, at + 27 + (ogg[at + 26] ?? 0));
    let from = at + 27 + table.length;
    let length = 0;
    for (const part of table) {
      length += part;
      if (part === 255) continue;
      packets.push(ogg.slice(from, from + length));
      from += length;
      length = 0;
    }
    expect(length).toBe(0);
    at = from;
  }
  return { packets, positions, flags };
}

/** Frames of 20 ms: configuration 15, one frame a packet. */
const packet = fc
  .uint8Array({ minLength: 1, maxLength: 900 })
  .map((bytes) => Uint8Array.from([0x78, ...bytes]));

describe('a voice message from the browser', () => {
  it('is repacked from WebM to Ogg without losing a packet', () => {
    fc.assert(
      fc.property(fc.array(packet, { minLength: 1, maxLength: 150 }), (packets) => {
        const track = readWebm(recording(packets));
        if (track === undefined) throw new Error('no sound found');
        const ogg = packetsOf(writeOgg(track, 42));
        expect(ogg.packets[0]).toEqual(HEAD);
        expect(new TextDecoder().decode(ogg.packets[1]?.subarray(0, 8))).toBe('OpusTags');
        expect(ogg.packets.slice(2)).toEqual(packets);
        expect(ogg.positions.at(-1)).toBe(BigInt(packets.length * 960));
        expect([ogg.flags[0], ogg.flags.at(-1)]).toEqual([2, 4]);
        expect(lengthOf(track)).toBe(packets.length * 20);
      }),
      { numRuns: 60 },
    );
  });

  it('goes as it was recorded where it is no Opus in WebM', () => {
    expect(readWebm(recording([Uint8Array.of(0x78, 1)], 'A_VORBIS'))).toBeUndefined();
    expect(readWebm(text('not a recording at all'))).toBeUndefined();
    expect(readWebm(new Uint8Array())).toBeUndefined();
  });

  it('never throws on a recording that broke off or was damaged', () => {
    const whole = recording(Array.from({ length: 20 }, (_, index) => Uint8Array.of(0x78, index)));
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 5 }),
        (end, changes) => {
          const damaged = whole.slice(0, end);
          for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
          const track = readWebm(damaged);
          if (track !== undefined) packetsOf(writeOgg(track, 1));
        },
      ),
    );
  });
});
