import type { Route } from '../../src/api/http/route.ts';
import { EVENT_DATA, type EventName, type SOCKET_FROM_BROWSER } from '../../src/api/protocol.ts';

/** The rights as one rule. The page in the docs is printed from it and the tests walk every door by it. */

export const ROLES = ['nobody', 'operator', 'manager', 'administrator'] as const;
export type Reader = (typeof ROLES)[number];
/** Whose the object is: the reader may see its conversation, or it is a colleague's. */
export type Standing = 'own' | 'foreign';
export type Verdict = 'yes' | '401' | '403' | '404';

const NEEDED = { anyone: 0, user: 1, manager: 2, administrator: 3 } as const;

/** Nobody but their maker has anything to do with these, managers neither. */
const PERSONAL: ReadonlySet<string> = new Set(['token', 'file', 'canned-reply']);

export function verdictOf(route: Pick<Route, 'who' | 'object'>, reader: Reader, standing: Standing): Verdict {
  const rank = ROLES.indexOf(reader);
  if (rank < NEEDED[route.who]) return reader === 'nobody' ? '401' : '403';
  if (route.object === undefined || standing === 'own' || reader === 'nobody') return 'yes';
  if (PERSONAL.has(route.object)) return '404';
  return reader === 'operator' ? '404' : 'yes';
}

const HEARD = {
  everyone: 'everybody signed in',
  conversation: 'whoever may see the conversation',
  task: 'its assignee, and whoever may see the conversation',
  managers: 'managers and administrators',
  person: 'the colleague it is about',
} as const;

/** Who hears which event. */
export const EVENT_READERS: Readonly<Record<EventName, keyof typeof HEARD>> = {
  'conversation.changed': 'conversation',
  'conversation.hidden': 'conversation',
  'conversation.rewritten': 'conversation',
  'message.added': 'conversation',
  'message.changed': 'conversation',
  'contact.changed': 'conversation',
  'contact.removed': 'conversation',
  'timeline.added': 'conversation',
  'timeline.changed': 'conversation',
  'timeline.removed': 'conversation',
  'account.changed': 'everyone',
  'account.removed': 'everyone',
  'user.changed': 'everyone',
  'quarantine.changed': 'managers',
  'call.changed': 'conversation',
  'call.hidden': 'conversation',
  'task.changed': 'task',
  'task.removed': 'task',
  'work.changed': 'person',
  'settings.changed': 'everyone',
};

/** What a screen may say, and what happens when the conversation is not the reader's to see. */
export const SOCKET_RULES: Readonly<Record<keyof typeof SOCKET_FROM_BROWSER, string>> = {
  look: 'looks at nothing; nobody is told',
  typing: 'nothing happens; one types only where one looks',
};

const MARKS: Readonly<Record<Verdict, string>> = { yes: '✓', '401': '401', '403': '403', '404': '404' };

/** The page of the docs. */
export function rightsPage(table: readonly Route[]): string {
  const groups = new Map<string, Route[]>();
  for (const route of table) {
    const area = route.path.split('/')[1] ?? '';
    groups.set(area, [...(groups.get(area) ?? []), route]);
  }
  const doors = [...groups].flatMap(([area, routes]) => [
    `### ${area}`,
    '',
    ...aligned([
      ['door', 'nobody', 'operator', "operator, a colleague's", 'manager', 'administrator'],
      ...routes.map(rowOf),
    ]),
    '',
  ]);
  const events = (Object.keys(EVENT_DATA) as EventName[]).map((name) => [
    `\`${name}\``,
    HEARD[EVENT_READERS[name]],
  ]);
  const said = Object.entries(SOCKET_RULES).map(([name, rule]) => [`\`${name}\``, rule]);
  return [
    ...INTRODUCTION,
    '## Doors',
    '',
    ...doors,
    '## Events that a screen hears',
    '',
    ...aligned([['event', 'who hears it'], ...events]),
    '',
    '## What a screen may say',
    '',
    ...aligned([['word', 'about a conversation out of sight'], ...said]),
    '',
  ].join('\n');
}

function rowOf(route: Route): string[] {
  const mark = (reader: Reader, standing: Standing) => MARKS[verdictOf(route, reader, standing)];
  const foreign = route.object === undefined ? '' : mark('operator', 'foreign');
  const shared = (reader: Reader) => {
    const [own, other] = [mark(reader, 'own'), mark(reader, 'foreign')];
    return own === other ? own : `${own}, a colleague's ${other}`;
  };
  return [
    `\`${route.method.toUpperCase()} ${route.path}\``,
    mark('nobody', 'own'),
    mark('operator', 'own'),
    foreign,
    shared('manager'),
    shared('administrator'),
  ];
}

/** A table as the formatter of the docs writes it. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [head = [], ...rest] = rows;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest.map(line)];
}

const INTRODUCTION = [
  '# Rights',
  '',
  'This page is printed from the rule in `test/security/rights-table.ts`; the tests beside it walk every door, event and',
  'role by the same rule and fail when the page is not what it says. To print it anew: `npx vitest run test/security -u`.',
  '',
  'Three roles. An **operator** sees the conversations that are his, those of his teams, and those that are nobody’s and',
  'no team’s. A **manager** sees every conversation, the board, the quarantine and the connections, hands work over and',
  'keeps the bot. An **administrator** also keeps people, teams, accounts and settings.',
  '',
  'What belongs to a conversation (its messages, files, drafts, contact, timeline, calls, tasks, merges) is seen by whoever',
  'sees the conversation. Lists, search, counts, reports, bulk changes and exports hold only what the reader may see.',
  'API tokens and uploads that were not sent yet belong to their maker alone.',
  '',
  'Answers: ✓ the door opens; 401 sign in first; 403 the role is not enough; 404 exactly what an object that never was',
  'gets. A change of role, team or assignment takes effect at once, on open screens too: the screen is told its new rooms,',
  'what left its sight is taken away, and nothing of it is heard any more.',
  '',
];
