import type { RoutingReason, RoutingSetting } from '../api/protocol.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import type { Intent } from '../store/routing.ts';
import { type Candidate, type Choice, choose } from './choose.ts';

/** Somebody whom the routing has to place. */
export interface Person {
  row: ConversationDoc;
  responsible: string | null;
  language: string | null;
  /** The team that answers them. */
  team: string | null;
  /** Why they are not left where they are; null for those who come out of the queue. */
  cause: Extract<RoutingReason, 'lease' | 'off-shift' | 'disabled'> | 'reopened' | 'handed-over' | null;
  /** Whose wish it is, and why, where a person wants it. */
  wish?: { by: string; reason: string };
}

export interface Plan {
  intents: Intent[];
  turns: Record<string, number>;
  /** Nobody who takes turns has room for one more afterwards. */
  full: boolean;
}

/**
 * Places people in the order given, each with what the ones before left. Pure. Who stays in the queue of their team has
 * no intent.
 */
export function planFor(
  people: readonly Person[],
  candidates: readonly Candidate[],
  settings: RoutingSetting,
  turns: Readonly<Record<string, number>>,
  now: Date,
): Plan {
  const staff = new Map(candidates.map((candidate) => [candidate.id, { ...candidate }]));
  const plan: Plan = { intents: [], turns: { ...turns }, full: false };
  let turn = Math.max(0, ...Object.values(turns));
  for (const person of people) {
    const { row, cause } = person;
    const holder = row.assignee === null ? undefined : staff.get(row.assignee);
    if (holder) holder.load -= 1;
    const passed = passedBy(person);
    const last = row.assignee ?? row.lastAssignee ?? null;
    const excluded = cause === 'handed-over' && row.assignee !== null ? [...passed, row.assignee] : passed;
    const choice = choose({ ...person, last, passed: excluded }, [...staff.values()], settings);
    const taker = choice && staff.get(choice.id);
    if (taker) taker.load += 1;
    if (taker && choice.reason === 'turn') {
      turn += 1;
      taker.turn = turn;
      plan.turns[taker.id] = turn;
    }
    if (changesNothing(person, choice)) continue;
    plan.intents.push({
      conversation: row._id,
      rev: row.rev,
      contactId: row.contactId,
      from: { assignee: row.assignee, team: row.team },
      to: { assignee: choice?.id ?? null, team: person.team },
      leaseUntil: choice && settings.enabled && waits(row) ? leaseEnd(now, settings) : null,
      passed,
      reason: person.wish?.reason ?? reasonOf(cause, choice),
      by: person.wish?.by ?? null,
      chosen: choice?.reason ?? null,
      at: now,
    });
  }
  plan.full = ![...staff.values()].some(
    ({ present, pool, load, capacity }) => present && pool && load < capacity,
  );
  return plan;
}

const waits = (row: ConversationDoc): boolean => row.status === 'open' && row.waitingSince !== null;

/** When an assignment of now moves on. */
export const leaseEnd = (now: Date, { leaseMinutes }: Pick<RoutingSetting, 'leaseMinutes'>): Date =>
  new Date(now.getTime() + leaseMinutes * 60_000);

function passedBy({ row, cause }: Person): string[] {
  const passed = row.passed ?? [];
  if (cause !== 'lease' || row.assignee === null || passed.includes(row.assignee)) return passed;
  return [...passed, row.assignee];
}

function reasonOf(cause: Person['cause'], choice: Choice | null): RoutingReason {
  if (cause === 'reopened') return choice?.reason ?? 'full';
  if (cause === 'handed-over') return choice?.reason ?? 'team';
  return cause ?? choice?.reason ?? 'team';
}

function changesNothing({ row, team }: Person, choice: Choice | null): boolean {
  return choice === null && row.assignee === null && row.team === team;
}
