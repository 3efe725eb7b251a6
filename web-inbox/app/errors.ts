import { ApiError } from '../api/http.ts';
import type { Key, Translate } from '../i18n/i18n.ts';

const known: readonly string[] = [
  'offline',
  'forbidden',
  'not_found',
  'invalid',
  'taken',
  'answered_meanwhile',
  'too_large',
  'conflict',
  'throttled',
  'unsupported',
  'unavailable',
  'internal',
];

/** The sentence for an error code of the API. */
export function errorWords(t: Translate, code: string): string {
  return t((known.includes(code) ? `error.${code}` : 'error.internal') as Key);
}

/** The sentence for whatever was thrown. */
export const sayError = (t: Translate, error: unknown): string =>
  errorWords(t, error instanceof ApiError ? error.code : 'internal');
