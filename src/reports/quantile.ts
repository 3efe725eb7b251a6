/**
 * The value below which the share of a sample lies; between two values the proportion of them, as a median has it. Null
 * for an empty sample.
 */
export function quantile(sample: readonly number[], share: number): number | null {
  if (sample.length === 0) return null;
  const sorted = Float64Array.from(sample).sort();
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}
