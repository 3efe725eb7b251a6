import type { ReportGroup, ReportName, ReportQuery, ReportView } from '../api/protocol.ts';
import { HouseError } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import { regionOf } from '../settings.ts';
import type { Figures, Scope } from './figures.ts';
import { leadsReport, outcomesReport, refusalsReport, salesReport } from './lead-reports.ts';
import { periodBefore, periodOf } from './period.ts';
import { loadReport, responseReport } from './talk-reports.ts';

const MAKERS: Readonly<Record<ReportName, (house: House, scope: Scope) => Promise<Figures>>> = {
  leads: leadsReport,
  response: responseReport,
  load: loadReport,
  outcomes: outcomesReport,
  refusals: refusalsReport,
  sales: salesReport,
};

/** By what each report can be grouped; the first is the usual one. */
export const GROUPS: Readonly<Record<ReportName, readonly [ReportGroup, ...ReportGroup[]]>> = {
  leads: ['day', 'source', 'user', 'channel', 'hour'],
  response: ['day', 'user', 'channel', 'hour'],
  load: ['hour', 'user', 'day', 'channel'],
  outcomes: ['day', 'source', 'user', 'channel'],
  refusals: ['day', 'source', 'user', 'channel'],
  sales: ['day', 'source', 'user', 'channel'],
};

/**
 * One report. Managers and administrators see all of it, operators their own figures. Rejects with `invalid` naming
 * the field.
 */
export async function makeReport(
  house: House,
  reader: Actor & { id: string },
  report: ReportName,
  query: Omit<ReportQuery, 'format' | 'language'>,
): Promise<ReportView> {
  const groups = GROUPS[report];
  const by = query.by ?? groups[0];
  if (!groups.includes(by)) {
    throw new HouseError('invalid', `This report is grouped by ${groups.join(', ')}, not by ${by}.`, 'by');
  }
  const period = periodOf(query, (await regionOf(house)).zone, house.clock.now());
  const user = reader.role === 'operator' ? reader.id : query.user;
  const whose = user === undefined ? {} : { user };
  const make = MAKERS[report];
  const figures = await make(house, { period, by, ...whose });
  const view: ReportView = {
    report,
    by: report === 'refusals' ? 'reason' : by,
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    zone: period.zone,
    ...figures,
  };
  if (query.compare === 'previous') {
    const before = periodBefore(period);
    const { rows, totals } = await make(house, { period: before, by, ...whose });
    view.previous = { from: before.from.toISOString(), to: before.to.toISOString(), rows, totals };
  }
  return view;
}
