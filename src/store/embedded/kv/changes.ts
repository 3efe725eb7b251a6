import type { Space } from './kv.ts';

/** One key put (or deleted, when there is no value) in one space. */
export interface Change {
  readonly space: Space;
  readonly key: Uint8Array;
  readonly value: Buffer | undefined;
}

const SPACES: readonly Space[] = ['meta', 'docs', 'index'];
const HEAD_BYTES = 7; // space, length of the key, length of the value
const DELETED = 0xffff_ffff;

/**
 * Changes as bytes, in their order: space u8, key length u16, value length u32 (all ones: deleted), key, value. `before`:
 * how many bytes to leave free in front of them.
 */
export function encodeChanges(changes: readonly Change[], before: number): Buffer {
  let length = before;
  for (const { key, value } of changes) length += HEAD_BYTES + key.length + (value?.length ?? 0);
  // Not from node's pool: they are kept longer than what else lies there.
  const out = Buffer.allocUnsafeSlow(length);
  let at = before;
  for (const { space, key, value } of changes) {
    out[at] = SPACES.indexOf(space);
    out.writeUInt16LE(key.length, at + 1);
    out.writeUInt32LE(value === undefined ? DELETED : value.length, at + 3);
    out.set(key, at + HEAD_BYTES);
    at += HEAD_BYTES + key.length;
    if (value === undefined) continue;
    out.set(value, at);
    at += value.length;
  }
  return out;
}

/** Calls `each` for every change that `encodeChanges` wrote; keys and values are views of `bytes`. */
export function decodeChanges(
  bytes: Buffer,
  each: (change: Change & { readonly key: Buffer }) => void,
): void {
  for (let at = 0; at < bytes.length; ) {
    const space = SPACES[bytes[at] ?? SPACES.length];
    if (space === undefined) throw new Error('A change names no space of the store');
    const keyEnd = at + HEAD_BYTES + bytes.readUInt16LE(at + 1);
    const size = bytes.readUInt32LE(at + 3);
    const end = size === DELETED ? keyEnd : keyEnd + size;
    const value = size === DELETED ? undefined : bytes.subarray(keyEnd, end);
    each({ space, key: bytes.subarray(at + HEAD_BYTES, keyEnd), value });
    at = end;
  }
}
