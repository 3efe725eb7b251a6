import type { work as english } from '../en/work.ts';
import type { Dictionary } from '../types.ts';

/** Uzbek words of contacts, merging, leads, tasks and calls. */
export const work: Dictionary<typeof english, 'one' | 'other'> = {
  people: { title: 'Kontaktlar' },
};
