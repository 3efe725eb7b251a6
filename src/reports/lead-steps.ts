import type { House } from '../house.ts';
import { conversationsById } from '../store/conversations.ts';
import { arrivalsOf, leadEntriesBetween } from '../store/lead-history.ts';
import { raw } from '../store/raw.ts';
import type { TimelineDoc } from '../store/timeline.ts';
import { isWithin, type Key, type Scope, timeKey } from './figures.ts';

/** One step of one lead, as reports count it. */
export interface LeadStep {
  contactId: string;
  at: number;
  status: string;
  /** The person wrote for the first time; everything else is a colleague's decision. */
  arrival: boolean;
  /** Who decided; of an arrival, whose the person is now. */
  user: string | null;
  source: string | null;
  channel: string | null;
  amount: number;
  profit: number | null;
  currency: string;
  reason: string;
}

/** More steps than this in one period are beyond what a report is made of. */
const MOST = 200_000;
/** Ids asked for at once; long lists are slow to compare with. */
const PAGE = 50;

/** Those steps of the scope that `wanted` takes, with what they are grouped by. */
export async function leadSteps(
  house: House,
  scope: Scope,
  wanted: (step: LeadStep) => boolean = () => true,
): Promise<LeadStep[]> {
  const entries = await leadEntriesBetween(house.store.timeline, scope.period, MOST);
  const steps = entries.map(stepOf).filter(wanted);
  const byOrigin = scope.by === 'source' || scope.by === 'channel';
  if (byOrigin || scope.channel !== undefined) await addOrigins(house, steps);
  if (scope.by === 'user' || scope.users !== undefined) await addOwners(house, steps);
  return steps.filter((step) => isWithin(scope, step));
}

/** What a step is counted under. */
export function stepKey(step: LeadStep, scope: Scope): Key {
  if (scope.by === 'day' || scope.by === 'hour') return timeKey(step.at, scope);
  return step[scope.by];
}

export function stepOf({ contactId, at, data }: TimelineDoc): LeadStep {
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const channel = text(data.channel);
  return {
    contactId,
    at: at.getTime(),
    status: text(data.status) ?? '',
    arrival: data.status === 'new' && data.from === undefined && data.user === undefined,
    user: text(data.user),
    source: text(data.source) ?? channel,
    channel,
    amount: typeof data.amount === 'number' ? data.amount : 0,
    profit: typeof data.profit === 'number' ? data.profit : null,
    currency: text(data.currency) ?? '',
    reason: text(data.reason) ?? '',
  };
}

/** Decisions know nothing of where the person came from; the first entry does. */
async function addOrigins(house: House, steps: readonly LeadStep[]): Promise<void> {
  const later = steps.filter(({ arrival }) => !arrival);
  const contacts = [...new Set(later.map(({ contactId }) => contactId))];
  const arrivals = await arrivalsOf(house.store.timeline, contacts);
  const origins = new Map(arrivals.map((entry) => [entry._id.slice('lead:'.length), stepOf(entry)]));
  for (const step of later) {
    const origin = origins.get(step.contactId);
    step.source = origin?.source ?? null;
    step.channel = origin?.channel ?? null;
  }
}

/** Nobody decides that somebody writes; that counts for whoever the person is in the care of. */
async function addOwners(house: House, steps: readonly LeadStep[]): Promise<void> {
  const arrivals = steps.filter(({ arrival }) => arrival);
  for (let at = 0; at < arrivals.length; at += PAGE) {
    const page = arrivals.slice(at, at + PAGE);
    const ids = [...new Set(page.map(({ contactId }) => contactId))];
    const found = await raw(house.store.contacts)
      .find({ _id: { $in: ids } }, { projection: { responsible: 1, conversationId: 1 } })
      .toArray();
    const contacts = new Map(found.map((contact) => [contact._id, contact]));
    const loose = found.filter(({ responsible }) => !responsible).map(({ conversationId }) => conversationId);
    const rows = await conversationsById(house.store.conversations, loose);
    for (const step of page) {
      const contact = contacts.get(step.contactId);
      step.user = contact?.responsible ?? rows.get(contact?.conversationId ?? '')?.assignee ?? null;
    }
  }
}
