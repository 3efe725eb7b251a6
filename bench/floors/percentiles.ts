/** Work done a second and how long single pieces took, in milliseconds. */
export interface Timing {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}

/** Sums up single durations measured over a span, all in milliseconds. */
export function timing(durations: readonly number[], span: number): Timing {
  const sorted = [...durations].sort((a, b) => a - b);
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return {
    perSecond: Math.round((durations.length / span) * 1000),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: round(sorted.at(-1) ?? 0),
  };
}

/** Repeats `work` in `clients` loops for a time and times each piece. */
export async function timed(
  clients: number,
  milliseconds: number,
  work: (client: number) => Promise<unknown>,
): Promise<Timing> {
  const durations: number[] = [];
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() - begun < milliseconds) {
        const start = performance.now();
        await work(client);
        durations.push(performance.now() - start);
      }
    }),
  );
  return timing(durations, performance.now() - begun);
}
