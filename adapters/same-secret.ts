import { timingSafeEqual } from 'node:crypto';

/** Whether a caller brought the right word; takes the same time whatever it brought of the right length, which is no secret. */
export function isSameSecret(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
