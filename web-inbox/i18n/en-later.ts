import { managers } from './en/managers.ts';
import { work } from './en/work.ts';

/** Words of the pages that are loaded when somebody goes there: see `lazyPage`. */
export const enLater = { ...managers, ...work } as const;
