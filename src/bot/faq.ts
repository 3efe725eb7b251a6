import type { FaqEntry } from '../api/protocol/flow.ts';
import { phraseWeight, wordForms } from './forms.ts';

/** The entry whose keywords fit best, in any word form and whatever language they were written for; null when none. */
export function findFaq(entries: readonly FaqEntry[], text: string): FaqEntry | null {
  const forms = wordForms(text);
  let best: FaqEntry | null = null;
  let most = 0;
  for (const entry of entries) {
    let weight = 0;
    for (const words of Object.values(entry.keywords)) {
      for (const word of words ?? []) weight = Math.max(weight, phraseWeight(word, forms));
    }
    if (weight > most) {
      best = entry;
      most = weight;
    }
  }
  return best;
}
