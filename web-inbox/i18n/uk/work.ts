import type { work as english } from '../en/work.ts';
import type { Dictionary } from '../types.ts';

/** Ukrainian words of contacts, merging, leads, tasks and calls. */
export const work: Dictionary<typeof english, 'one' | 'few' | 'many' | 'other'> = {
  people: { title: 'Контакти' },
};
