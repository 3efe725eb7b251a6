import { maySee, type WorkCounts, type WorkView } from '../api/protocol.ts';
import { presentContact } from '../events/present.ts';
import type { Actor, House } from '../house.ts';
import { type CallDoc, waitingCalls } from '../store/calls.ts';
import type { ContactDoc } from '../store/contacts.ts';
import { type ConversationDoc, conversationsById } from '../store/conversations.ts';
import { identitiesOf } from '../store/identities.ts';
import { overdueLeads } from '../store/leads.ts';
import { dueTaskCounts, dueTasks } from '../store/tasks.ts';
import { allUsers, type UserDoc } from '../store/users.ts';
import { presentTasks } from './list-tasks.ts';
import { presentCall } from './present.ts';

type Reader = Pick<Actor, 'role' | 'teams'> & { id: string };

/** Everything that waits in the house at one moment. */
export interface HouseWork {
  /** `owner` is null where nobody who may see the conversation is responsible; managers have to look. */
  leads: { contact: ContactDoc; row: ConversationDoc; owner: string | null }[];
  calls: { call: CallDoc; row: ConversationDoc | null }[];
  /** By user id. */
  tasks: ReadonlyMap<string, number>;
}

/** More than this is beyond counting; the oldest are counted. */
const MOST = 2000;
const SHOWN = 200;

/**
 * Reads what waits. A few walks along indexes that hold nothing else, whatever the number of people. `known`: all users,
 * where they were read already.
 */
export async function gatherWork(house: House, now: Date, known?: readonly UserDoc[]): Promise<HouseWork> {
  const [users, contacts, calls, tasks] = await Promise.all([
    known ?? allUsers(house.store.users),
    overdueLeads(house.store.contacts, now, MOST),
    waitingCalls(house.store.calls, MOST),
    dueTaskCounts(house.store.tasks, now),
  ]);
  const ids = [...contacts, ...calls].flatMap(({ conversationId }) => conversationId ?? []);
  const rows = await conversationsById(house.store.conversations, [...new Set(ids)]);
  const readers = new Map(
    users.filter(({ disabled }) => !disabled).map((user) => [user._id, readerOf(user)]),
  );
  return {
    leads: contacts.flatMap((contact) => {
      const row = rows.get(contact.conversationId);
      return row === undefined ? [] : [{ contact, row, owner: ownerOf(contact, row, readers) }];
    }),
    calls: calls.map((call) => ({ call, row: rows.get(call.conversationId ?? '') ?? null })),
    tasks,
  };
}

export const readerOf = ({ _id: id, role, teams }: UserDoc): Reader => ({ id, role, teams });

/**
 * Whose an overdue lead is: the responsible colleague's, else the assignee's, else of whoever planned it; the first of
 * them who may see the conversation.
 */
function ownerOf(
  contact: ContactDoc,
  row: ConversationDoc,
  readers: ReadonlyMap<string, Reader>,
): string | null {
  const candidates = [contact.responsible, row.assignee, contact.lead.by ?? null];
  const able = candidates.find((id) => {
    const reader = readers.get(id ?? '');
    return reader !== undefined && maySee(reader, row);
  });
  return able ?? null;
}

/** The part of one person. A missed call is the assignee's; while it is nobody's, it is everybody's who may see it. */
export function partOf(work: HouseWork, reader: Reader): Pick<HouseWork, 'leads' | 'calls'> {
  return {
    leads: work.leads.filter(({ owner }) =>
      owner === null ? reader.role !== 'operator' : owner === reader.id,
    ),
    calls: work.calls.filter(({ row }) => {
      const standing = row ?? { assignee: null, team: null };
      return maySee(reader, standing) && (standing.assignee ?? reader.id) === reader.id;
    }),
  };
}

/** How much waits for one person. */
export function countWork(work: HouseWork, reader: Reader): WorkCounts {
  const { leads, calls } = partOf(work, reader);
  return { overdueLeads: leads.length, tasks: work.tasks.get(reader.id) ?? 0, missedCalls: calls.length };
}

/** What waits for the reader now, the oldest first. */
export async function workView(house: House, reader: Actor & { id: string }): Promise<WorkView> {
  const now = new Date(house.clock.now());
  const work = await gatherWork(house, now);
  const { leads, calls } = partOf(work, reader);
  const tasks = await dueTasks(house.store.tasks, reader.id, now, SHOWN);
  return {
    overdueLeads: await Promise.all(
      leads
        .slice(0, SHOWN)
        .map(async ({ contact }) =>
          presentContact(contact, await identitiesOf(house.store.identities, contact._id)),
        ),
    ),
    tasks: await presentTasks(house, tasks),
    missedCalls: calls.slice(0, SHOWN).map(({ call, row }) => presentCall(call, row)),
    counts: countWork(work, reader),
  };
}
