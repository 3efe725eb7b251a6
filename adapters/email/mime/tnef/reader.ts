/** Bounds-checked little-endian reading; every step beyond the end throws `RangeError`, which ends the reading. */
export class Reader {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    return this.take(1).readUInt8(0);
  }

  short(): number {
    return this.take(2).readUInt16LE(0);
  }

  long(): number {
    return this.take(4).readUInt32LE(0);
  }

  take(length: number): Buffer {
    if (length > this.left) throw new RangeError('The packed letter ends early.');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** The bytes, and what fills them up to a multiple of four. */
  padded(length: number): Buffer {
    const found = this.take(length);
    this.take(Math.min(this.left, (4 - (length % 4)) % 4));
    return found;
  }
}
