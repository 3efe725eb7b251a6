import { wordsOf } from '../../search/words.ts';

/** Where a pattern matches last; -1 where it does not. The pattern must be global. */
export function lastOf(pattern: RegExp, text: string): { from: number; to: number } {
  let last = { from: -1, to: -1 };
  for (const match of text.matchAll(pattern)) last = { from: match.index, to: match.index + match[0].length };
  return last;
}

/** Where a global pattern matches first; -1 where it does not. */
export function firstOf(pattern: RegExp, text: string): number {
  for (const match of text.matchAll(pattern)) return match.index;
  return -1;
}

/** Whether the text names the writer, in any script and form. */
export function named(text: string, name: string | undefined): boolean {
  if (!name) return false;
  const words = new Set(wordsOf(text));
  return wordsOf(name).some((word) => word.length > 2 && words.has(word));
}
