import { number, text } from '../json.ts';

/** Currencies whose smallest unit is the currency itself. */
const WHOLE = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'ISK',
  'JPY',
  'KMF',
  'KRW',
  'PYG',
  'RWF',
  'UGX',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
]);

/** An amount in the currency's smallest unit, as people write it: `2400.00 UAH`, `25 ⭐`. */
export function money(total: unknown, currency: unknown): string | undefined {
  const units = number(total);
  const code = text(currency);
  if (units === undefined || code === undefined) return undefined;
  if (code === 'XTR') return `${units} ⭐`;
  return `${WHOLE.has(code) ? String(units) : (units / 100).toFixed(2)} ${code}`;
}
