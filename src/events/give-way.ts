import { type EventLog, RECENT } from './log.ts';

/** Events a second from which on the intake is busy. */
const BUSY = 200;
/** Between two counts of what came, in milliseconds. */
const COUNT_MS = 200;
/** Nobody stays further behind the end of the log: what is still in memory there need not be read again. */
const FURTHEST = RECENT * 0.75;

/**
 * For followers of the log whom nobody waits for: true while the intake is busy and should go first. Ask before every
 * step, with the place that was reached, and pause on true.
 */
export function createGiveWay({ head }: Pick<EventLog, 'head'>): (cursor: number) => boolean {
  let counted = { head: head(), at: performance.now() };
  let busy = false;
  return (cursor) => {
    const now = performance.now();
    const elapsed = now - counted.at;
    if (elapsed >= COUNT_MS) {
      busy = ((head() - counted.head) / elapsed) * 1000 > BUSY;
      counted = { head: head(), at: now };
    }
    return busy && head() - cursor < FURTHEST;
  };
}
