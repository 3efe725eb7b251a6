/** A growing byte buffer for building keys. */
export class ByteSink {
  #bytes = new Uint8Array(64);
  #length = 0;

  /** Appends one byte. */
  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  /** Appends bytes as they are. */
  bytes(values: Uint8Array): void {
    this.#reserve(values.length);
    this.#bytes.set(values, this.#length);
    this.#length += values.length;
  }

  /** Appends bytes with 00 escaped as 00 FF and the end mark 00 00, which keeps prefixes first. */
  terminated(values: Uint8Array): void {
    for (const value of values) {
      this.byte(value);
      if (value === 0) this.byte(0xff);
    }
    this.byte(0);
    this.byte(0);
  }

  /** Appends an unsigned 32-bit number, high byte first. */
  uint32(value: number): void {
    for (let shift = 24; shift >= 0; shift -= 8) this.byte((value >>> shift) & 0xff);
  }

  /** Appends an unsigned 64-bit number, high byte first. */
  uint64(value: bigint): void {
    this.uint32(Number(value >> 32n));
    this.uint32(Number(value & 0xffffffffn));
  }

  /** A copy of what was appended, every byte inverted when asked (descending order). */
  take(inverted: boolean): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    if (inverted) for (let i = 0; i < taken.length; i += 1) taken[i] = 0xff - (taken[i] ?? 0);
    return taken;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
