import { createHash } from 'node:crypto';
import type { Envelope } from '../../../channels/contract.ts';
import { readAddresses } from '../mime/addresses.ts';
import { first, readHeaders } from '../mime/headers.ts';
import type { WatchedFolder } from './folders.ts';

export interface FetchedLetter {
  uid: number;
  bytes: Buffer;
  internalDate: number;
}

/** Which letter of which folder, as the envelope's meta tells the reader. */
export interface Place {
  folder: WatchedFolder;
  uidValidity: string;
  /** Part of the import of earlier mail. */
  backfill: boolean;
}

/**
 * An envelope whose key is the letter itself, not its place: copies in other folders, the same folder after a
 * UIDVALIDITY change, and repeated fetches are all the same envelope. Trace headers differ between copies and are left out.
 */
export function envelopeOf(letter: FetchedLetter, place: Place, now: number): Envelope {
  const { headers, bodyStart } = readHeaders(letter.bytes, 0, letter.bytes.length);
  const hash = createHash('sha256');
  for (const name of ['message-id', 'date', 'from', 'to', 'subject'])
    hash.update(`${first(headers, name) ?? ''}\n`);
  hash.update(letter.bytes.subarray(bodyStart));
  const key =
    letter.bytes.length === 0
      ? `${place.folder.path}/${place.uidValidity}/${letter.uid}`
      : hash.digest('hex').slice(0, 40);
  const party = readAddresses(first(headers, place.folder.role === 'sent' ? 'to' : 'from'), undefined)[0]
    ?.address;
  return {
    key: `${place.folder.role}:${key}`,
    lane: party ?? 'unknown',
    bytes: letter.bytes,
    receivedAt: now,
    meta: {
      folder: place.folder.path,
      role: place.folder.role,
      uidValidity: place.uidValidity,
      uid: letter.uid,
      internalDate: letter.internalDate,
      ...(place.backfill ? { backfill: true } : {}),
    },
  };
}
