import { CommandError } from '../errors.ts';

/** Long work gives way to other commands after this many milliseconds. */
export const SLICE_MILLISECONDS = 6;

/** The end of a slice that begins now, on the clock of `performance.now`. */
export function sliceEnd(): number {
  return performance.now() + SLICE_MILLISECONDS;
}

/** Lets everything that waits run first. */
export function giveWay(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A client's `maxTimeMS`: `check` throws 50 once it is over. */
export class TimeLimit {
  private readonly end: number;

  constructor(milliseconds: number | undefined) {
    this.end = milliseconds ? performance.now() + milliseconds : Number.POSITIVE_INFINITY;
  }

  check(): void {
    if (performance.now() > this.end) throw new CommandError(50, 'operation exceeded time limit');
  }
}
