import type { OpenedMedia } from '../../channels/contract.ts';
import { ChannelError } from '../../channels/errors.ts';
import type { MediaRef } from '../../channels/message.ts';
import { imapTrouble } from './imap/errors.ts';
import type { LetterPlace, SideDoor } from './imap/side-door.ts';
import { partBytes } from './mime/part-bytes.ts';

/** A file that the stored letter itself holds; undefined when it was too large to be stored with it. */
export function mediaFromLetter(raw: Uint8Array, ref: MediaRef): OpenedMedia | undefined {
  if (ref.omitted === true || typeof ref.part !== 'string') return undefined;
  const found = partBytes(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), ref.part);
  if (found === undefined) return undefined;
  return { stream: once(found.bytes), mime: found.mime, name: found.name, size: found.bytes.length };
}

/** The same file from the mailbox. Rejects with `unsupported` when the letter is gone or the reference is not ours. */
export async function openMailMedia(
  ref: MediaRef,
  side: SideDoor,
  host: string,
  signal: AbortSignal,
): Promise<OpenedMedia> {
  const place = placeOf(ref);
  if (place === undefined || typeof ref.part !== 'string') throw gone('The reference names no letter.');
  try {
    if (ref.omitted === true) return await largePart(ref, place, ref.part, side, signal);
    const raw = await side.letter(place, signal);
    const opened = raw === undefined ? undefined : mediaFromLetter(raw, ref);
    if (opened === undefined) throw gone('The letter is no longer in the mailbox.');
    return opened;
  } catch (error) {
    if (error instanceof ChannelError) throw error;
    const trouble = imapTrouble(error, host);
    throw new ChannelError(trouble.error, trouble.detail, { certainty: 'not-sent', cause: error });
  }
}

async function largePart(
  ref: MediaRef,
  place: LetterPlace,
  part: string,
  side: SideDoor,
  signal: AbortSignal,
): Promise<OpenedMedia> {
  const bytes = await side.part(place, part, signal);
  if (bytes === undefined) throw gone('The letter is no longer in the mailbox.');
  const name = typeof ref.name === 'string' ? { name: ref.name } : {};
  return { stream: once(bytes), size: bytes.length, ...name };
}

function placeOf(ref: MediaRef): LetterPlace | undefined {
  const { folder, uidValidity, uid, messageId } = ref;
  if (typeof folder !== 'string' || typeof uidValidity !== 'string' || typeof uid !== 'number')
    return undefined;
  return { folder, uidValidity, uid, messageId: typeof messageId === 'string' ? messageId : undefined };
}

const gone = (message: string) => new ChannelError('unsupported', message, { certainty: 'not-sent' });

async function* once(bytes: Buffer): AsyncIterable<Uint8Array> {
  yield bytes;
}
