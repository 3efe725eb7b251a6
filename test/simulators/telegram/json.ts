/** Foreign or hand-written JSON of any shape. */
export type Json = Record<string, unknown>;

export function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

export function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object).filter((one) => one !== undefined) : [];
}

export function string(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Numbers arrive as such in JSON and as digits in forms. */
export function integer(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined;
}

export function flag(value: unknown): boolean {
  return value === true || value === 'true' || value === 'True' || value === '1' || value === 1;
}

export const seconds = (ms: number): number => Math.floor(ms / 1000);
