export const HOUSE_ERROR_CODES = [
  'not_found',
  'forbidden',
  'invalid',
  'taken',
  'answered_meanwhile',
  'too_large',
  'conflict',
  'unauthenticated',
  'throttled',
  'unsupported',
  'unavailable',
] as const;
export type HouseErrorCode = (typeof HOUSE_ERROR_CODES)[number];

const STATUS: Readonly<Record<HouseErrorCode, number>> = {
  not_found: 404,
  forbidden: 403,
  invalid: 400,
  taken: 409,
  answered_meanwhile: 409,
  too_large: 413,
  conflict: 409,
  unauthenticated: 401,
  throttled: 429,
  unsupported: 422,
  unavailable: 503,
};

/** The only error a room throws on purpose. The message is a sentence for a person and names the remedy. */
export class HouseError extends Error {
  readonly code: HouseErrorCode;
  /** HTTP status that goes with the code. */
  readonly status: number;
  /** Dotted path of what to mend. */
  readonly field: string | undefined;

  constructor(code: HouseErrorCode, message: string, field?: string) {
    super(message);
    this.name = 'HouseError';
    this.code = code;
    this.status = STATUS[code];
    this.field = field;
  }
}

export const notFound = (what: string): HouseError =>
  new HouseError('not_found', `There is no such ${what}, or it is not yours to see.`);
