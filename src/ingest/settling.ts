/** Notes that envelopes are applied, for several batches at once. */
export interface Settling {
  /** `settled` are to be noted in the store, `done` to be given free after it. */
  add(settled: readonly string[], done: readonly string[]): void;
  /** Notes now what was added so far. Resolves when that is done. */
  flush(): Promise<void>;
}

/** While little comes, a note for each batch would be a seventh of all that the store is asked. */
const GATHER_MS = 100;
/** Envelopes noted at once. */
const MOST = 256;

/** `note` writes one gathering; it must not reject. What a crash leaves open is applied again, which changes nothing. */
export function createSettling(
  note: (settled: readonly string[], done: readonly string[]) => Promise<void>,
): Settling {
  let settled: string[] = [];
  let done: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let noted: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (done.length === 0) return noted;
    const gathered = [settled, done] as const;
    settled = [];
    done = [];
    noted = noted.then(() => note(...gathered));
    return noted;
  }

  return {
    add(more, free) {
      settled.push(...more);
      done.push(...free);
      if (done.length >= MOST) void flush();
      else timer ??= setTimeout(flush, GATHER_MS);
    },
    flush,
  };
}
