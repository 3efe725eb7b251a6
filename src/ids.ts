import { randomBytes } from 'node:crypto';

const PROCESS = randomBytes(3).toString('hex');
let lastMs = 0;
let counter = 0;

/**
 * A new id: 24 hex digits, 6 bytes of Unix milliseconds, 3 of this process, 3 of a counter. Ids of one process sort
 * in the order in which they were made, also when the clock steps back.
 */
export function newId(now = Date.now()): string {
  if (now > lastMs) {
    lastMs = now;
    counter = 0;
  } else {
    counter += 1;
    if (counter > 0xffffff) {
      lastMs += 1;
      counter = 0;
    }
  }
  return hex(lastMs, 12) + PROCESS + hex(counter, 6);
}

/** The smallest id that could have been made at this time; a bound for "older than". */
export function lowestIdAt(ms: number): string {
  return `${hex(ms, 12)}000000000000`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
