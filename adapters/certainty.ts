import type { Certainty } from '../channels/errors.ts';

/** Failures that happen before a byte of the request can have reached the server. */
export const BEFORE_WRITING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_INVALID_URL',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** The innermost error code: `fetch` wraps what really happened. */
export function failureCode(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at instanceof AggregateError) return failureCode(at.errors[0]);
  }
  return undefined;
}

/** Whether the server may have acted on a request that got no answer. */
export function certaintyOf(error: unknown): Certainty {
  return BEFORE_WRITING.has(failureCode(error) ?? '') ? 'not-sent' : 'maybe-sent';
}
