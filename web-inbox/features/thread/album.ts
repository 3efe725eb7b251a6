/** How many of an album's pictures stand side by side in each row: no row of three or more, and no hole at the end. */
export function albumRows(count: number): number[] {
  if (count <= 2) return count > 0 ? [count] : [];
  if (count === 3) return [1, 2];
  const pairs = count % 3 === 0 ? 0 : count % 3 === 2 ? 1 : 2;
  return [...Array<number>(pairs).fill(2), ...Array<number>((count - pairs * 2) / 3).fill(3)];
}

/** Columns an album is laid out in: any row of one, two or three fills it. */
export const ALBUM_COLUMNS = 6;

/** Columns that each picture of an album takes, in their order. */
export const albumSpans = (count: number): number[] =>
  albumRows(count).flatMap((many) => Array<number>(many).fill(ALBUM_COLUMNS / many));
