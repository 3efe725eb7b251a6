/** Set by `npm run chaos`: the same scenarios, as long as they are meant. */
export const LONG = process.env.OKNO_CHAOS === '1';

/** A scenario in its short form, or in the long one. */
export const sized = (short: number, long: number): number => (LONG ? long : short);
