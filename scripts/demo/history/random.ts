/** The same story on every start: chance that begins at the same place. */
export interface Chance {
  /** From 0 to 1, 1 not included. */
  roll(): number;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  pick<T>(list: readonly T[]): T;
  /** True so many times of a hundred. */
  percent(share: number): boolean;
}

/** Mulberry32: small, even enough for a story. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    roll,
    between: (least, most) => least + Math.floor(roll() * (most - least + 1)),
    pick<T>(list: readonly T[]): T {
      const chosen = list[Math.floor(roll() * list.length)];
      if (chosen === undefined) throw new Error('Nothing to choose from.');
      return chosen;
    },
    percent: (share) => roll() * 100 < share,
  };
}
