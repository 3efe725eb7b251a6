import type { ReportGroup, ReportName, ReportQuery, ReportView } from '../api/protocol.ts';
import { HouseError } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import { regionOf } from '../settings.ts';
import { allUsers } from '../store/users.ts';
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
  const users = await usersOf(house, reader, query);
  const narrow: Pick<Scope, 'users' | 'channel'> = {
    ...(users === undefined ? {} : { users }),
    ...(query.channel === undefined ? {} : { channel: query.channel }),
  };
  const make = MAKERS[report];
  const figures = await make(house, { period, by, ...narrow });
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
    const { columns: _same, ...figuresBefore } = await make(house, { period: before, by, ...narrow });
    view.previous = { from: before.from.toISOString(), to: before.to.toISOString(), ...figuresBefore };
  }
  return view;
}

/** Whose figures are meant; undefined for everybody's. An operator's own are narrowed no further than to nobody's. */
async function usersOf(
  house: House,
  reader: Actor & { id: string },
  query: Pick<ReportQuery, 'user' | 'team'>,
): Promise<ReadonlySet<string> | undefined> {
  const { team } = query;
  const user = reader.role === 'operator' ? reader.id : query.user;
  if (team === undefined) return user === undefined ? undefined : new Set([user]);
  if (!(await house.store.teams.exists({ _id: team }))) {
    throw new HouseError('invalid', 'There is no such team: choose one of the list.', 'team');
  }
  const members = (await allUsers(house.store.users)).filter(({ teams }) => teams.includes(team));
  const ids = members.map(({ _id }) => _id);
  return new Set(user === undefined ? ids : ids.filter((id) => id === user));
}
