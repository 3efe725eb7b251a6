import { toCsv } from '../../../reports/csv.ts';
import { makeReport } from '../../../reports/report.ts';
import { readSetting } from '../../../settings.ts';
import { allUsers } from '../../../store/users.ts';
import { REPORTS, type ReportName, reportQuery, reportView } from '../../protocol.ts';
import { ANSWERED, type Route, userRoute } from '../route.ts';
import { disposition } from '../serve-file.ts';

const ABOUT: Readonly<Record<ReportName, string>> = {
  leads: 'People who wrote for the first time, by day, source, channel or responsible colleague.',
  response: 'How long people waited for an answer: medians and the time within which nine of ten had one.',
  load: 'Messages, answers and calls by hour of the day, day, colleague or channel.',
  outcomes: 'What became of leads, and the part of the decided that bought.',
  refusals: 'Why people refused.',
  sales: 'Sales, the average one, profit, repeat purchases and the value of a client.',
};

/** Figures; operators get their own. */
export const reportRoutes: Route[] = REPORTS.map((report) =>
  userRoute({
    method: 'get',
    path: `/reports/${report}`,
    who: 'user',
    about: `${ABOUT[report]} Operators get their own figures; format=csv makes a spreadsheet.`,
    query: reportQuery,
    answer: reportView,
    handle: async ({ house }, { actor, query, res }) => {
      const { format, language, ...asked } = query;
      const view = await makeReport(house, actor, report, asked);
      if (format === 'json') return view;
      const names = new Map((await allUsers(house.store.users)).map(({ _id, name }) => [_id, name]));
      const words = language ?? (await readSetting(house, 'house')).language;
      res.setHeader('Content-Type', 'text/csv; charset=utf-8');
      const name = `${report}-${view.from.slice(0, 10)}-${view.to.slice(0, 10)}.csv`;
      res.setHeader('Content-Disposition', disposition('attachment', name));
      res.send(toCsv(view, words, names));
      return ANSWERED;
    },
  }),
);
