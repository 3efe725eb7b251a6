import { work } from './uz/work.ts';

/** Words of the pages that are loaded when somebody goes there: see `lazyPage`. */
export const uzLater = { ...work };
