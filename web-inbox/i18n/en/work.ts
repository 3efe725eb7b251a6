/** English words of contacts, merging, leads, tasks and calls. */
export const work = {
  people: { title: 'Contacts' },
} as const;
