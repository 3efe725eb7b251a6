import type { RoutingSetting } from '../api/protocol.ts';
import { changeRowAt } from '../conversations/change-row.ts';
import type { House } from '../house.ts';
import { type ConversationDoc, saveConversation } from '../store/conversations.ts';
import type { UserDoc } from '../store/users.ts';
import { dueRows, routingFacts, waitingOf } from '../store/waiting.ts';
import { leaseEnd, type Person } from './plan.ts';
import { withoutBot } from './with-bot.ts';

const LIMIT = 200;

/** What is to be done with a row that has somebody: nothing any more, a lease, or somebody else. */
export type Verdict = 'settle' | 'lease-begins' | Exclude<Person['cause'], null | 'handed-over'>;

/**
 * Judges a row whose time has come. Pure. A colleague who is away keeps people until their lease ends; one who goes off
 * shift keeps nobody who waits, but whoever a person gives them afterwards, or they take themselves, stays until the
 * lease ends. Who writes into a closed conversation is chosen for anew.
 */
export function judge(row: ConversationDoc, holder: UserDoc | undefined, now: Date): Verdict {
  if (row.status !== 'open' || row.waitingSince === null || row.assignee === null) return 'settle';
  if (holder === undefined || holder.disabled) return 'disabled';
  const given = row.givenAt !== undefined && row.givenAt >= (row.openedAt ?? EVER) ? row.givenAt : EVER;
  if (holder.shift === 'off' && given <= (holder.shiftAt ?? EVER)) return 'off-shift';
  if (row.leaseUntil !== null) return row.leaseUntil <= now ? 'lease' : 'settle';
  const opened = row.openedAt?.getTime() === row.waitingSince.getTime();
  return opened && given === EVER ? 'reopened' : 'lease-begins';
}

const EVER = new Date(0);

export interface Staff {
  byId: ReadonlyMap<string, UserDoc>;
  teams: ReadonlySet<string>;
}

/** People whose assignment has to move on; whoever only needs a lease gets it here. Nothing is decided twice. */
export async function movingPeople(
  house: House,
  settings: RoutingSetting,
  staff: Staff,
): Promise<{ people: Person[]; leased: number }> {
  const now = new Date(house.clock.now());
  const off = [...staff.byId.values()].filter(({ shift, disabled }) => shift === 'off' || disabled);
  const [due, left] = await Promise.all([
    dueRows(house.store.conversations, now, LIMIT),
    waitingOf(
      house.store.conversations,
      off.map(({ _id }) => _id),
      LIMIT,
    ),
  ]);
  const rows = [...new Map([...due, ...left].map((row) => [row._id, row])).values()];
  const judged = rows.map((row) => ({ row, verdict: judge(row, staff.byId.get(row.assignee ?? ''), now) }));
  const moving = judged.flatMap(({ row, verdict }) =>
    verdict === 'settle' || verdict === 'lease-begins' ? [] : [{ row, cause: verdict }],
  );
  const until = leaseEnd(now, settings);
  const settled = await Promise.all(
    judged.map(async ({ row, verdict }): Promise<number> => {
      if (verdict === 'settle') await settle(house, row);
      if (verdict !== 'lease-begins') return 0;
      return (await changeRowAt(house, row, { leaseUntil: until, routeAt: until })) === null ? 0 : 1;
    }),
  );
  const people = await withFacts(house, settings, staff, await withoutBot(house, moving));
  return { people, leased: settled.reduce((sum, one) => sum + one, 0) };
}

/** A row that is not to be looked at now: its next time is its lease's end, or none. */
async function settle(house: House, row: ConversationDoc): Promise<void> {
  const waits = row.status === 'open' && row.waitingSince !== null && row.assignee !== null;
  const leaseUntil = waits ? row.leaseUntil : null;
  const routeAt = leaseUntil ?? undefined;
  if (row.routeAt?.getTime() === routeAt?.getTime()) return;
  const { routeAt: _before, ...rest } = row;
  const wanted: ConversationDoc = { ...rest, leaseUntil, ...(routeAt === undefined ? {} : { routeAt }) };
  // What was merged into another conversation is on no screen any more.
  if (row.mergedInto === undefined) await changeRowAt(house, row, { leaseUntil, routeAt });
  else await saveConversation(house.store.conversations, row, wanted);
}

/** Rows with what their contacts say of them, the longest waiting first. */
export async function withFacts(
  house: House,
  settings: Pick<RoutingSetting, 'channels'>,
  staff: Staff,
  rows: readonly { row: ConversationDoc; cause: Person['cause'] }[],
): Promise<Person[]> {
  const contacts = await routingFacts(
    house.store.contacts,
    rows.map(({ row }) => row.contactId),
  );
  const people = rows.map(({ row, cause }): Person => {
    const contact = contacts.get(row.contactId);
    return {
      row,
      cause,
      responsible: contact?.responsible ?? null,
      language: contact?.language ?? null,
      team: teamOf(row, settings, staff.teams),
    };
  });
  return people.sort((one, other) => sinceOf(one) - sinceOf(other) || (one.row._id < other.row._id ? -1 : 1));
}

const sinceOf = ({ row }: Person): number => row.waitingSince?.getTime() ?? 0;

/** The conversation's own team, else the one that answers the account the person used last. */
function teamOf(
  row: ConversationDoc,
  { channels }: Pick<RoutingSetting, 'channels'>,
  teams: ReadonlySet<string>,
): string | null {
  if (row.team !== null) return row.team;
  const account = row.routes[0]?.accountId;
  const team = account === undefined ? undefined : channels[account];
  return team !== undefined && teams.has(team) ? team : null;
}
