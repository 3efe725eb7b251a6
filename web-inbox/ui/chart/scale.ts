/** A round step and the top of an axis that holds every value; at most six lines. */
export function niceScale(most: number): { top: number; step: number } {
  if (!(most > 0)) return { top: 1, step: 1 };
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return { top: Math.ceil(most / step) * step, step };
}

/** Steps of a time axis are minutes, hours and days, not round numbers of seconds. */
export function timeScale(most: number): { top: number; step: number } {
  const steps = [5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];
  const step = steps.find((candidate) => most / candidate <= 5) ?? Math.ceil(most / 5 / 86_400) * 86_400;
  return { top: Math.max(step, Math.ceil(most / step) * step), step };
}

/** The marks of an axis, from zero to its top. */
export function marksOf({ top, step }: { top: number; step: number }): number[] {
  return Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
}

/** Which of many labels are written, so that they do not run into each other. */
export function everyNth(count: number, room: number): number {
  return Math.max(1, Math.ceil(count / Math.max(1, room)));
}
