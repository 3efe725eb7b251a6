import { wordsOf } from '../search/words.ts';

/** The words of a name that tell people apart; none for an address, a number or an id. */
function partsOf(name: string): string[][] {
  // Who shows no name is often called in the address.
  return name
    .replace(/@.*$/u, '')
    .replace(/\d+/gu, ' ')
    .split(/[\s.,_()-]+/u)
    .filter((part) => /\p{L}{2}/u.test(part))
    .map((part) => wordsOf(part))
    .filter((words) => words.length > 0);
}

/** Whether two names may be one person's: `unknown` where one of them says nothing. Scripts and endings do not matter. */
export function compareNames(one: string, other: string): 'same' | 'different' | 'unknown' {
  const [left, right] = [partsOf(one), partsOf(other)];
  if (left.length === 0 || right.length === 0) return 'unknown';
  const shared = left.filter((words) => right.some((others) => words.some((word) => others.includes(word))));
  const needed = Math.min(2, left.length, right.length);
  return shared.length >= needed ? 'same' : 'different';
}
