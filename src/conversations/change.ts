import type { z } from 'zod';
import { type ConversationView, type changeConversation as changeSchema, maySee } from '../api/protocol.ts';
import { HouseError, notFound } from '../errors.ts';
import type { Actor, House } from '../house.ts';
import type { ConversationDoc } from '../store/conversations.ts';
import { keepFacts } from '../store/talk-facts.ts';
import type { TimelineDoc } from '../store/timeline.ts';
import { assignmentEntry, botEntry, statusEntry } from '../timeline/entries.ts';
import { recordEntries } from '../timeline/record.ts';
import { closingFact } from './answers.ts';
import { changeRow, type RowChange } from './change-row.ts';

export type ChangeConversation = z.infer<typeof changeSchema>;

export interface BulkResult {
  changed: ConversationDoc[];
  failed: { id: string; code: string; message: string }[];
}

/** How many rows of a bulk are worked on at once. */
const AT_ONCE = 16;

/** What a person may see; the house itself and its bots see everything. */
export function mayActOn(actor: Actor, row: Pick<ConversationDoc, 'assignee' | 'team'>): boolean {
  if (actor.kind !== 'user' || actor.id === null) return true;
  return maySee({ id: actor.id, role: actor.role, teams: actor.teams }, row);
}

/**
 * Assigns, opens, snoozes, closes, labels or marks as read, in one step, and writes what happened into the timeline.
 * Rejects with `not_found` when it is not the actor's to see, `taken` when somebody else was faster, `invalid`.
 */
export async function changeConversation(
  house: House,
  actor: Actor,
  id: string,
  change: ChangeConversation,
): Promise<ConversationDoc> {
  const now = new Date(house.clock.now());
  const { before, after } = await changeRow(house, id, (row) => {
    if (!mayActOn(actor, row)) throw notFound('conversation');
    return decideChange(row, change, now, actor);
  });
  if (before.status !== 'closed' && after.status === 'closed') {
    const fact = closingFact(after, actor.kind === 'user' ? actor.id : null, now);
    if (fact) await keepFacts(house.store.talkFacts, [fact]);
  }
  const entries = entriesOf(actor, before, after, change, now);
  await recordEntries(
    house,
    entries.map((entry) => ({ entry, row: after })),
  );
  return after;
}

/** The same change for many; each stands for itself, and the answer names those that could not be changed. */
export async function bulkChange(
  house: House,
  actor: Actor,
  ids: readonly string[],
  change: ChangeConversation,
): Promise<BulkResult> {
  const result: BulkResult = { changed: [], failed: [] };
  const open = [...new Set(ids)];
  const work = async () => {
    for (let id = open.shift(); id !== undefined; id = open.shift()) {
      try {
        result.changed.push(await changeConversation(house, actor, id, change));
      } catch (error) {
        if (!(error instanceof HouseError)) throw error;
        result.failed.push({ id, code: error.code, message: error.message });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return result;
}

/** The fields that a request changes in a row; null when everything is so already. Pure. */
function decideChange(
  row: ConversationDoc,
  change: ChangeConversation,
  now: Date,
  actor: Actor,
): RowChange | null {
  const next: RowChange = {};
  if (change.expectedAssignee !== undefined && change.expectedAssignee !== row.assignee) {
    throw new HouseError(
      'taken',
      'Somebody else has this conversation by now; look at it again.',
      'assignee',
    );
  }
  if (change.assignee !== undefined && change.assignee !== row.assignee) {
    Object.assign(next, assigneeChange(row, change.assignee, now, actor.kind === 'user'));
  }
  if (change.team !== undefined && change.team !== row.team) next.team = change.team;
  Object.assign(next, statusChange(row, change, now));
  if (change.bot !== undefined && change.bot !== row.bot) next.bot = change.bot;
  if (change.labels !== undefined && !sameLabels(row.labels, change.labels)) {
    next.labels = [...new Set(change.labels)];
  }
  if (change.read === true && row.unread > 0) next.unread = 0;
  if (change.read === false && row.unread === 0) next.unread = 1;
  return Object.keys(next).length > 0 ? next : null;
}

function statusChange(row: ConversationDoc, change: ChangeConversation, now: Date): RowChange {
  const status = change.status ?? impliedStatus(row, change);
  if (status === 'snoozed') {
    const until = change.snoozedUntil ? new Date(change.snoozedUntil) : row.snoozedUntil;
    if (until === null || until <= now) {
      throw new HouseError('invalid', 'Say until when: a time in the future.', 'snoozedUntil');
    }
    const same = row.status === 'snoozed' && row.snoozedUntil?.getTime() === until.getTime();
    return same ? {} : { status, snoozedUntil: until, leaseUntil: null, routeAt: undefined };
  }
  if (status === undefined || status === row.status) return {};
  const waits = row.waitingSince !== null;
  if (status === 'open') {
    const opened = row.status === 'closed' ? { openedAt: now } : {};
    return { status, snoozedUntil: null, ...opened, ...(waits ? { routeAt: now } : {}) };
  }
  return {
    status,
    snoozedUntil: null,
    waitingSince: null,
    unread: 0,
    leaseUntil: null,
    routeAt: undefined,
    passed: undefined,
    bot: 'active',
  };
}

/**
 * A new colleague, or the queue. The lease begins anew; the routing looks at it at once. `byPerson`: somebody wanted it
 * so, rather than the house.
 */
export function assigneeChange(
  row: ConversationDoc,
  assignee: string | null,
  now: Date,
  byPerson: boolean,
): RowChange {
  return {
    assignee,
    leaseUntil: null,
    passed: undefined,
    givenAt: byPerson && assignee !== null ? now : undefined,
    routeAt: assignee !== null && row.waitingSince !== null ? now : undefined,
    ...(row.assignee === null ? {} : { lastAssignee: row.assignee }),
  };
}

function impliedStatus(
  row: ConversationDoc,
  change: ChangeConversation,
): ConversationView['status'] | undefined {
  if (change.snoozedUntil === undefined) return undefined;
  if (change.snoozedUntil !== null) return 'snoozed';
  return row.status === 'snoozed' ? 'open' : undefined;
}

function sameLabels(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((label, index) => label === other[index]);
}

function entriesOf(
  actor: Actor,
  before: ConversationDoc,
  after: ConversationDoc,
  change: ChangeConversation,
  at: Date,
): TimelineDoc[] {
  const entries: TimelineDoc[] = [];
  const by = actor.kind === 'system' ? null : actor.name;
  const reason = change.reason === undefined ? {} : { reason: change.reason };
  if (before.assignee !== after.assignee || before.team !== after.team) {
    const from = { assignee: before.assignee, team: before.team };
    const to = { assignee: after.assignee, team: after.team };
    entries.push(
      assignmentEntry(after, { id: `assignment:${after._id}:${after.rev}`, at, by, from, to, ...reason }),
    );
  }
  if (before.status !== after.status) {
    const until = after.snoozedUntil?.toISOString() ?? null;
    const cause = actor.kind === 'system' ? 'time' : 'person';
    const id = `status:${after._id}:${after.rev}`;
    entries.push(
      statusEntry(after, { id, at, by, from: before.status, to: after.status, cause, until, ...reason }),
    );
  }
  if (actor.kind === 'user' && before.bot !== after.bot && change.bot !== undefined) {
    const what = after.bot === 'silent' ? 'taken-over' : 'handed-back';
    const { contactId, _id, rev } = after;
    entries.push(botEntry({ id: `${_id}.${rev}`, contactId, at, by: actor.name, what }));
  }
  return entries;
}
