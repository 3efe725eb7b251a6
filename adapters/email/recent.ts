import type { Envelope } from '../../channels/contract.ts';
import type { MediaRef } from '../../channels/message.ts';

const MAX_BYTES = 48 * 1024 * 1024;

/**
 * Letters taken in a moment ago. Their files are asked for at once; without this each would be a search and a second
 * fetch of the whole letter, and gone if somebody deleted it meanwhile.
 */
export class RecentLetters {
  private readonly letters = new Map<string, Uint8Array>();
  private bytes = 0;

  add(envelope: Envelope): void {
    const key = placeKey(envelope.meta);
    if (key === undefined || envelope.bytes.length > MAX_BYTES / 4 || this.letters.has(key)) return;
    this.letters.set(key, envelope.bytes);
    this.bytes += envelope.bytes.length;
    for (const [oldest, bytes] of this.letters) {
      if (this.bytes <= MAX_BYTES) break;
      this.letters.delete(oldest);
      this.bytes -= bytes.length;
    }
  }

  find(ref: MediaRef): Uint8Array | undefined {
    const key = placeKey(ref);
    return key === undefined ? undefined : this.letters.get(key);
  }
}

function placeKey(place: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const { folder, uidValidity, uid } = place ?? {};
  return typeof folder === 'string' && typeof uid === 'number'
    ? JSON.stringify([folder, uidValidity, uid])
    : undefined;
}
