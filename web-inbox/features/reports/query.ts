import type { ReportName } from '../../app/route.ts';

export type Period = '7' | '30' | '90' | 'custom';
export type By = 'day' | 'source' | 'user' | 'channel' | 'hour' | 'reason';

/** What is asked of a report; lives in the page's address, so that it can be shared and comes back. */
export interface Question {
  period: Period;
  /** Days of the reader, YYYY-MM-DD; used with `custom`. */
  from: string;
  to: string;
  by: By;
  user: string | null;
  team: string | null;
  channel: string | null;
  compare: boolean;
}

/** By what each report can be divided, the usual way first. */
export const divisions: Readonly<Record<ReportName, readonly By[]>> = {
  leads: ['day', 'source', 'user', 'channel', 'hour'],
  response: ['day', 'user', 'channel', 'hour'],
  load: ['day', 'user', 'channel', 'hour'],
  outcomes: ['day', 'source', 'user', 'channel'],
  refusals: ['reason'],
  sales: ['day', 'source', 'user', 'channel'],
};

const day = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');

const back = (now: Date, days: number): string =>
  day(new Date(now.getFullYear(), now.getMonth(), now.getDate() - days));

const isDay = (text: string | null): text is string => text !== null && /^\d{4}-\d\d-\d\d$/.test(text);

/** Reads the address; anything unknown is the usual. */
export function readQuestion(report: ReportName, search: string, now: Date): Question {
  const params = new URLSearchParams(search);
  const [from, to] = [params.get('from'), params.get('to')];
  const allowed = divisions[report];
  const period = (['7', '30', '90', 'custom'] as const).find((one) => one === params.get('period')) ?? '30';
  return {
    period,
    from: isDay(from) ? from : back(now, 29),
    to: isDay(to) ? to : day(now),
    by: allowed.find((one) => one === params.get('by')) ?? allowed[0] ?? 'day',
    user: params.get('user'),
    team: params.get('team'),
    channel: params.get('channel'),
    compare: params.get('compare') === '1',
  };
}

/** The address of a question; what is usual is left out. */
export function writeQuestion(question: Question): string {
  const params = new URLSearchParams();
  if (question.period !== '30') params.set('period', question.period);
  if (question.period === 'custom') {
    params.set('from', question.from);
    params.set('to', question.to);
  }
  if (question.by !== 'day' && question.by !== 'reason') params.set('by', question.by);
  for (const name of ['user', 'team', 'channel'] as const) {
    const value = question[name];
    if (value !== null) params.set(name, value);
  }
  if (question.compare) params.set('compare', '1');
  return params.size === 0 ? '' : `?${params.toString()}`;
}

/** What the server is asked. */
export function serverQuery(
  question: Question,
  zone: string,
  language: string,
  now: Date,
): Record<string, string> {
  const custom = question.period === 'custom';
  return {
    from: custom ? question.from : back(now, Number(question.period) - 1),
    to: custom ? question.to : day(now),
    zone,
    language,
    ...(question.by === 'reason' ? {} : { by: question.by }),
    ...(question.user === null ? {} : { user: question.user }),
    ...(question.team === null ? {} : { team: question.team }),
    ...(question.channel === null ? {} : { channel: question.channel }),
    ...(question.compare ? { compare: 'previous' } : {}),
  };
}
