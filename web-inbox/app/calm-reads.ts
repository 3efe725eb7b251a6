export interface CalmReads {
  /** Asks for a reading. One that is asked for while another runs follows it. */
  ask(): void;
  stop(): void;
}

interface Pace {
  /** At most one reading begins in this time, however often it is asked for. Milliseconds. */
  calmMs: number;
  /** After how many milliseconds a reading that failed is tried again; left out, the next asking does it. */
  againMs?: number;
}

/** Readings of something that changes often: never two at once, so that no older answer comes after a newer one. */
export function createCalmReads(read: () => Promise<void>, { calmMs, againMs }: Pace): CalmReads {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let asked = false;
  let stopped = false;
  let began = 0;

  async function run(): Promise<void> {
    timer = undefined;
    asked = false;
    running = true;
    began = Date.now();
    const failed = await read().then(
      () => false,
      () => true,
    );
    running = false;
    if (asked) plan(calmMs);
    else if (failed && againMs !== undefined) plan(againMs);
  }

  function plan(ms: number): void {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(() => void run(), Math.max(0, began + ms - Date.now()));
  }

  return {
    ask() {
      if (asked) return;
      asked = true;
      if (!running) plan(calmMs);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
