import { calculateObjectSize } from 'bson';
import { commandError } from '../../errors.ts';
import type { Doc } from '../../values/types.ts';

/** What one stage may hold in memory: MongoDB's limit. */
const MEMORY_LIMIT = 100 * 1024 * 1024;

/** Counts what a stage holds and stops it above 100 MB (error 292). */
export class MemoryBudget {
  readonly #stage: string;
  #bytes = 0;

  constructor(stage: string) {
    this.#stage = stage;
  }

  /** Adds a document's size. */
  hold(document: Doc): void {
    this.add(calculateObjectSize(document));
  }

  /** Adds a number of bytes. */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > MEMORY_LIMIT) {
      throw commandError(
        292,
        `Exceeded memory limit for ${this.#stage}, but disk use is not supported by the embedded store`,
      );
    }
  }
}
