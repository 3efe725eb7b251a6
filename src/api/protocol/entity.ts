import { z } from 'zod';

/** The name of an entity; it never changes. */
export const id = z.string();

/** ISO 8601 in UTC with milliseconds. */
export const time = z.iso.datetime();

/** Any moment as a browser writes it; an offset is understood. */
export const moment = z.iso.datetime({ offset: true });

/**
 * Grows with every change of the entity. A screen keeps whatever has the higher `rev`, so answers and events
 * may come in any order and any number of times.
 */
export const rev = z.int();
