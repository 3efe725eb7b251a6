import type { Model } from 'mongoose';
import { raw } from './raw.ts';
import type { TimelineDoc } from './timeline.ts';

type Timeline = Model<TimelineDoc>;

const CHUNK = 50;

/** Steps of leads in a range, oldest first; the very first entry of somebody who wrote is among them. */
export function leadEntriesBetween(
  timeline: Timeline,
  range: { from: Date; to: Date },
  limit: number,
): Promise<TimelineDoc[]> {
  const found = raw(timeline).find({ kind: 'lead', at: { $gte: range.from, $lt: range.to } } as object);
  return found.sort({ at: 1 }).limit(limit).toArray() as Promise<TimelineDoc[]>;
}

/** What these contacts bought before a moment. */
export async function purchasesOf(
  timeline: Timeline,
  contacts: readonly string[],
  before: Date,
): Promise<TimelineDoc[]> {
  return inChunks(contacts, async (ids) => {
    const filter = { contactId: { $in: ids }, at: { $lt: before }, kind: 'lead', 'data.status': 'bought' };
    return (await raw(timeline)
      .find(filter as object)
      .toArray()) as TimelineDoc[];
  });
}

/** The entries with which these contacts came. */
export async function arrivalsOf(timeline: Timeline, contacts: readonly string[]): Promise<TimelineDoc[]> {
  return inChunks(contacts, async (ids) => {
    const found = raw(timeline).find({ _id: { $in: ids.map((id) => `lead:${id}`) } });
    return (await found.toArray()) as TimelineDoc[];
  });
}

/** Lists of ids are sent in parts that a query carries easily. */
async function inChunks<T>(ids: readonly string[], read: (ids: string[]) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let at = 0; at < ids.length; at += CHUNK) all.push(...(await read(ids.slice(at, at + CHUNK))));
  return all;
}
