import { groupBy } from '../group.ts';
import type { House } from '../house.ts';
import { purchasesOf } from '../store/lead-history.ts';
import {
  type Cells,
  type Figures,
  groupColumn,
  type Key,
  money,
  rowsOf,
  type Scope,
  share,
} from './figures.ts';
import { type LeadStep, leadSteps, stepKey, stepOf } from './lead-steps.ts';

/** How many people wrote for the first time. */
export async function leadsReport(house: House, scope: Scope): Promise<Figures> {
  const arrivals = await leadSteps(house, scope, ({ arrival }) => arrival);
  const cells = grouped(arrivals, scope, (steps) => ({ leads: steps.length }));
  return {
    columns: [groupColumn(scope.by), { key: 'leads', kind: 'number' }],
    rows: rowsOf(scope, cells, { leads: 0 }),
    totals: { leads: arrivals.length },
  };
}

/** What became of people: how often each status was set, and the part of the decided that bought. */
export async function outcomesReport(house: House, scope: Scope): Promise<Figures> {
  const steps = await leadSteps(house, scope);
  return {
    columns: [
      groupColumn(scope.by),
      { key: 'new', kind: 'number' },
      { key: 'planned', kind: 'number' },
      { key: 'bought', kind: 'number' },
      { key: 'refused', kind: 'number' },
      { key: 'notClient', kind: 'number' },
      { key: 'conversion', kind: 'share' },
    ],
    rows: rowsOf(scope, grouped(steps, scope, outcomes), outcomes([])),
    totals: outcomes(steps),
  };
}

function outcomes(steps: readonly LeadStep[]): Cells {
  const of = (status: string) => steps.filter((step) => step.status === status).length;
  const bought = of('bought');
  const [refused, notClient] = [of('refused'), of('not-client')];
  const conversion = share(bought, bought + refused + notClient);
  return {
    new: steps.filter(({ arrival }) => arrival).length,
    planned: of('planned'),
    bought,
    refused,
    notClient,
    conversion,
  };
}

/** Why people refused. */
export async function refusalsReport(house: House, scope: Scope): Promise<Figures> {
  const refusals = await leadSteps(house, scope, ({ status }) => status === 'refused');
  const reasons = groupBy(refusals, ({ reason }) => reason);
  const rows = [...reasons]
    .map(([reason, { length }]) => ({ reason, refused: length, share: share(length, refusals.length) }))
    .sort((one, other) => other.refused - one.refused);
  return {
    columns: [
      { key: 'reason', kind: 'text' },
      { key: 'refused', kind: 'number' },
      { key: 'share', kind: 'share' },
    ],
    rows,
    totals: { refused: refusals.length },
  };
}

const NO_SALES: Cells = {
  sales: 0,
  sum: 0,
  average: null,
  profit: 0,
  profitPerSale: null,
  buyers: 0,
  repeatBuyers: 0,
  repeatShare: null,
  clientValue: null,
};

/**
 * What was sold, one row per group and currency. A buyer who has ever bought twice by the end of the period is a repeat
 * one; the value of a client is what the period's buyers have paid in all their time, on average.
 */
export async function salesReport(house: House, scope: Scope): Promise<Figures> {
  const sales = await leadSteps(house, scope, ({ status }) => status === 'bought');
  const buyers = [...new Set(sales.map(({ contactId }) => contactId))];
  const lives = groupBy(
    (await purchasesOf(house.store.timeline, buyers, scope.period.to)).map(stepOf),
    ({ contactId }) => contactId,
  );
  const currencies = [...groupBy(sales, ({ currency }) => currency).keys()].map(String).sort();
  const rows = currencies.flatMap((currency) => {
    const sold = sales.filter((step) => step.currency === currency);
    const cells = grouped(sold, scope, (steps) => ({ currency, ...figures(steps, currency, lives) }));
    return rowsOf(scope, cells, { currency, ...NO_SALES });
  });
  const perCurrency = currencies
    .map((currency) => {
      const sold = sales.filter((step) => step.currency === currency);
      return { currency, ...figures(sold, currency, lives) };
    })
    .sort((one, other) => other.sales - one.sales);
  const [only, more] = perCurrency;
  const several = only === undefined || more !== undefined;
  const totals: Cells = several ? { currency: null, sales: sales.length, buyers: buyers.length } : only;
  return {
    columns: [
      groupColumn(scope.by),
      { key: 'currency', kind: 'text' },
      { key: 'sales', kind: 'number' },
      { key: 'sum', kind: 'money' },
      { key: 'average', kind: 'money' },
      { key: 'profit', kind: 'money' },
      { key: 'profitPerSale', kind: 'money' },
      { key: 'buyers', kind: 'number' },
      { key: 'repeatBuyers', kind: 'number' },
      { key: 'repeatShare', kind: 'share' },
      { key: 'clientValue', kind: 'money' },
    ],
    rows,
    totals,
    ...(more === undefined ? {} : { perCurrency }),
  };
}

function figures(
  sold: readonly LeadStep[],
  currency: string,
  lives: ReadonlyMap<Key, readonly LeadStep[]>,
): Cells & { sales: number } {
  const sum = total(sold);
  const buyers = [...new Set(sold.map(({ contactId }) => contactId))];
  const repeat = buyers.filter((buyer) => (lives.get(buyer)?.length ?? 0) > 1).length;
  const value = buyers.reduce(
    (all, buyer) => all + total((lives.get(buyer) ?? []).filter((step) => step.currency === currency)),
    0,
  );
  const withProfit = sold.filter(({ profit }) => profit !== null);
  const profit = withProfit.reduce((all, step) => all + (step.profit ?? 0), 0);
  return {
    sales: sold.length,
    sum: money(sum),
    average: sold.length === 0 ? null : money(sum / sold.length),
    profit: money(profit),
    profitPerSale: withProfit.length === 0 ? null : money(profit / withProfit.length),
    buyers: buyers.length,
    repeatBuyers: repeat,
    repeatShare: share(repeat, buyers.length),
    clientValue: buyers.length === 0 ? null : money(value / buyers.length),
  };
}

const total = (steps: readonly LeadStep[]): number => steps.reduce((sum, { amount }) => sum + amount, 0);

function grouped(
  steps: readonly LeadStep[],
  scope: Scope,
  cells: (steps: readonly LeadStep[]) => Cells,
): Map<Key, Cells> {
  return new Map([...groupBy(steps, (step) => stepKey(step, scope))].map(([key, own]) => [key, cells(own)]));
}
