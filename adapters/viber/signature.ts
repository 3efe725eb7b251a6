import { createHmac, timingSafeEqual } from 'node:crypto';

/** HMAC-SHA256 over the bytes as they came: a body that was parsed and written again has another digest. */
export function isSigned(body: Uint8Array, signature: unknown, token: string): boolean {
  if (typeof signature !== 'string') return false;
  const expected = createHmac('sha256', token).update(body).digest();
  const given = Buffer.from(signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
