import { work } from './en/work.ts';

/** Words of the pages that are loaded when somebody goes there: see `lazyPage`. */
export const enLater = { ...work } as const;
