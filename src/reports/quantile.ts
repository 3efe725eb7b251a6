/**
 * The value below which the share of a weighted sample lies; between two values the one in the middle of them, as a
 * median has it. Null for an empty sample.
 */
export function quantile(sample: readonly { value: number; weight: number }[], share: number): number | null {
  const sorted = [...sample].sort((one, other) => one.value - other.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return null;
  const place = share * (total - 1);
  const low = valueAt(sorted, Math.floor(place));
  const high = valueAt(sorted, Math.ceil(place));
  return low + (high - low) * (place - Math.floor(place));
}

function valueAt(sorted: readonly { value: number; weight: number }[], index: number): number {
  let seen = 0;
  for (const { value, weight } of sorted) {
    seen += weight;
    if (index < seen) return value;
  }
  return sorted.at(-1)?.value ?? 0;
}
