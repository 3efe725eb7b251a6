/** Currencies of the countries we speak to, and the two of trade. */
export const currencies: readonly string[] = ['RUB', 'UAH', 'UZS', 'KZT', 'USD', 'EUR'];

const place = 'okno-currency';

/** The one that was used last in this browser; at first the house's own. */
export function usualCurrency(house: string | undefined): string {
  const last = window.localStorage.getItem(place);
  return currencies.find((currency) => currency === last) ?? house ?? 'USD';
}

export const rememberCurrency = (currency: string): void => window.localStorage.setItem(place, currency);
