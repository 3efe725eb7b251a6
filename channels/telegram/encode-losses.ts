import type { Degradation } from '../capabilities.ts';

const WEIGHT = { converted: 0, dropped: 1, rejected: 2 } as const;

/** One line per kind of loss: the worst of them, with the details of all. */
export function mergeLosses(losses: Degradation[]): Degradation[] {
  const merged = new Map<Degradation['what'], Degradation>();
  for (const loss of losses) {
    const known = merged.get(loss.what);
    merged.set(loss.what, known === undefined ? loss : both(known, loss));
  }
  return [...merged.values()];
}

function both(known: Degradation, loss: Degradation): Degradation {
  const worst = WEIGHT[loss.support] > WEIGHT[known.support] ? loss.support : known.support;
  const details = [known.detail, loss.detail].filter((detail) => detail !== undefined);
  const detail = details.length === 0 ? {} : { detail: details.join(', ') };
  return { what: known.what, support: worst, ...detail };
}
