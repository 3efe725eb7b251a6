/** Base64 with whatever mail adds to it: blanks, broken characters, padding in the middle, trailing text. */
export function decodeBase64(text: string): Buffer {
  // The platform skips line ends and stops at padding: right for everything but damaged data.
  if (/^[A-Za-z0-9+/\r\n]*={0,2}[\s]*$/.test(text)) return Buffer.from(text, 'base64');
  const clean = text.replace(/[^A-Za-z0-9+/=]+/g, '');
  const padding = clean.indexOf('=');
  if (padding < 0 || /^=+$/.test(clean.slice(padding))) return Buffer.from(clean, 'base64');
  const pieces = clean.split(/=+/).filter((piece) => piece !== '');
  // Whole quanta after a padding are a second encoded piece; anything else is text behind the end.
  return Buffer.concat(
    pieces
      .filter(
        (piece, index) =>
          index === 0 || (index < pieces.length - 1 && piece.length % 4 !== 1) || piece.length % 4 === 0,
      )
      .map((piece) => Buffer.from(piece, 'base64')),
  );
}

/** Quoted-printable; what is not an escape stays as written. */
function decodeQuotedPrintable(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte !== 0x3d) {
      out[length++] = byte;
      continue;
    }
    const high = nibble(bytes[at + 1]);
    const low = nibble(bytes[at + 2]);
    if (high >= 0 && low >= 0) {
      out[length++] = high * 16 + low;
      at += 2;
      continue;
    }
    const skip = softBreak(bytes, at + 1);
    if (skip > 0) at += skip;
    else out[length++] = byte;
  }
  return out.subarray(0, length);
}

function nibble(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Length of blanks and line end after `=`; 0 when there is no line end. At the very end it counts as one. */
function softBreak(bytes: Buffer, at: number): number {
  let length = 0;
  while (bytes[at + length] === 0x20 || bytes[at + length] === 0x09) length += 1;
  if (bytes[at + length] === 0x0d && bytes[at + length + 1] === 0x0a) return length + 2;
  return bytes[at + length] === 0x0a ? length + 1 : 0;
}

/** Undoes a transfer encoding; an unknown one leaves the bytes as they are. */
export function decodeTransfer(bytes: Buffer, encoding: string | undefined): Buffer {
  const name = (encoding ?? '')
    .toLowerCase()
    .trim()
    .split(/[\s;(]/)[0];
  if (name === 'base64') return decodeBase64(bytes.toString('latin1'));
  if (name === 'quoted-printable') return decodeQuotedPrintable(bytes);
  return bytes;
}
