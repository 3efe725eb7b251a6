import { isDeepStrictEqual } from 'node:util';
import { foldMessage } from '../../conversations/fold.ts';
import type { ContactDoc } from '../../store/contacts.ts';
import type { ConversationDoc, Route } from '../../store/conversations.ts';
import type { MessageDoc } from '../../store/message-doc.ts';
import { withoutBrought } from './people.ts';

/** Members of a row that a merge and its undo leave alone or set by themselves. */
const OWN = new Set<string>([
  '_id',
  'rev',
  'contactId',
  'createdAt',
  'lastSeq',
  'lastMessage',
  'mergedInto',
  'kept',
  'reserved',
]);

/** The survivor's row after the merge, with room for every message below `lastSeq`. Pure. */
export function combineRows(
  into: ConversationDoc,
  from: readonly ConversationDoc[],
  person: ContactDoc,
): ConversationDoc {
  const rows = [into, ...from];
  const after: ConversationDoc = { ...into };
  const opened = rows.some(({ status }) => status === 'open');
  const snoozes = rows.flatMap(({ snoozedUntil }) => (snoozedUntil === null ? [] : [snoozedUntil]));
  after.status = opened ? 'open' : snoozes.length > 0 ? 'snoozed' : 'closed';
  after.snoozedUntil = after.status === 'snoozed' ? earliest(snoozes) : null;
  const holder =
    rows.find(({ assignee, status }) => assignee !== null && status === 'open') ??
    rows.find(({ assignee, team }) => assignee !== null || team !== null) ??
    into;
  after.assignee = holder.assignee;
  after.team = holder.team;
  after.leaseUntil = holder.leaseUntil;
  after.unread = rows.reduce((sum, { unread }) => sum + unread, 0);
  after.waitingSince = earliest(rows.flatMap(({ waitingSince }) => (waitingSince ? [waitingSince] : [])));
  const routeAt = earliest(rows.flatMap((row) => (row.routeAt ? [row.routeAt] : [])));
  if (routeAt !== null && after.waitingSince !== null) after.routeAt = routeAt;
  after.labels = [...new Set(rows.flatMap(({ labels }) => labels))];
  after.routes = byUse(rows.flatMap(({ routes }) => routes));
  after.bot = rows.some(({ bot, lastSeq }) => bot === 'silent' && lastSeq > 0) ? 'silent' : into.bot;
  const latest = rows.reduce((one, other) =>
    other.lastMessage !== null && (one.lastMessage === null || other.lastActivityAt > one.lastActivityAt)
      ? other
      : one,
  );
  after.lastActivityAt = new Date(Math.max(...rows.map((row) => row.lastActivityAt.getTime())));
  after.lastChannel = latest.lastChannel ?? rows.find(({ lastChannel }) => lastChannel)?.lastChannel ?? null;
  after.lastSeq = rows.reduce((sum, { lastSeq }) => sum + lastSeq, 0);
  after.lastMessage = latest.lastMessage && { ...latest.lastMessage, seq: after.lastSeq };
  after.contactName = person.name;
  if (person.avatarKey !== undefined) after.avatarKey = person.avatarKey;
  return after;
}

/** A closed row that leads on; everything it was is kept inside. */
export function sealed(row: ConversationDoc, into: string): ConversationDoc {
  const { rev: _rev, kept: _kept, mergedInto: _into, ...kept } = row;
  return {
    ...row,
    status: 'closed',
    unread: 0,
    waitingSince: null,
    snoozedUntil: null,
    leaseUntil: null,
    mergedInto: into,
    kept: kept as unknown as Record<string, unknown>,
  };
}

/** A row as it would be had these messages come to it. */
export function grown(row: ConversationDoc, messages: readonly MessageDoc[]): ConversationDoc {
  return messages.reduce(foldMessage, row);
}

/**
 * The survivor's row without what a merge brought. `expected` is the row as merge and messages left it, `wanted` the
 * same had there been no merge; what colleagues changed since stays. Pure; doing it again changes nothing.
 */
export function rowWithoutMerge(
  now: ConversationDoc,
  expected: ConversationDoc,
  wanted: ConversationDoc,
): ConversationDoc {
  const next = { ...now } as unknown as Record<string, unknown>;
  const old = now as unknown as Record<string, unknown>;
  const was = expected as unknown as Record<string, unknown>;
  const shall = wanted as unknown as Record<string, unknown>;
  for (const name of new Set([...Object.keys(now), ...Object.keys(expected), ...Object.keys(wanted)])) {
    if (OWN.has(name)) continue;
    if (isDeepStrictEqual(old[name], was[name])) next[name] = shall[name];
    if (next[name] === undefined) delete next[name];
  }
  next.labels = withoutBrought(now.labels, expected.labels, wanted.labels);
  if (!isDeepStrictEqual(now.routes, expected.routes)) {
    const brought = expected.routes.filter((route) => !has(wanted.routes, route));
    next.routes = now.routes.filter((route) => !has(brought, route));
  }
  if (now.unread !== expected.unread) next.unread = Math.min(now.unread, wanted.unread);
  if (now.waitingSince !== null && now.waitingSince.getTime() !== expected.waitingSince?.getTime()) {
    next.waitingSince = wanted.waitingSince;
  }
  return next as unknown as ConversationDoc;
}

const has = (routes: readonly Route[], { accountId, chat }: Route): boolean =>
  routes.some((route) => route.accountId === accountId && route.chat === chat);

function byUse(routes: readonly Route[]): Route[] {
  const once = routes.filter((route, index) => !has(routes.slice(0, index), route));
  const used = ({ lastInboundAt }: Route) => lastInboundAt?.getTime() ?? 0;
  return once.sort((one, other) => used(other) - used(one));
}

function earliest(times: readonly Date[]): Date | null {
  return times.length === 0 ? null : new Date(Math.min(...times.map((time) => time.getTime())));
}
