import type { TimelineEntryView } from '../../../src/api/protocol.ts';
import { mergeEntries } from '../../sync/apply.ts';
import { messageOf } from './entry-words.ts';

/** What can be asked for; `files` are messages that carry some. */
export const filters = [
  'message',
  'note',
  'files',
  'call',
  'task',
  'lead',
  'assignment',
  'status',
  'merge',
  'identity',
  'bot',
] as const;
export type Filter = (typeof filters)[number];

/** The kinds to ask the server for; undefined for everything. */
export function kindsOf(chosen: readonly Filter[]): string | undefined {
  if (chosen.length === 0) return undefined;
  const kinds = chosen.flatMap((filter) => (filter === 'files' ? ['message', 'note'] : [filter]));
  return [...new Set(kinds)].join(',');
}

/** Whether an entry is one of the chosen ones. Pure. */
export function fits(entry: TimelineEntryView, chosen: readonly Filter[]): boolean {
  if (chosen.length === 0) return true;
  if (chosen.some((filter) => filter === entry.kind)) return true;
  return chosen.includes('files') && (messageOf(entry)?.attachments.length ?? 0) > 0;
}

/**
 * What to show: the loaded entries with what is newer of each, and, unless a date was jumped to, what came since.
 * Newest first. Pure.
 */
export function shownEntries(
  loaded: readonly TimelineEntryView[],
  live: readonly TimelineEntryView[],
  chosen: readonly Filter[],
  until: string | null,
): TimelineEntryView[] {
  const last = loaded[loaded.length - 1];
  const known = new Set(loaded.map((entry) => entry.id));
  const joined = live.filter(
    (entry) => known.has(entry.id) || (until === null && (last === undefined || entry.at >= last.at)),
  );
  return mergeEntries(loaded, joined).filter((entry) => fits(entry, chosen));
}

export type TimelineRow =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'entry'; key: string; entry: TimelineEntryView };

/** Entries below the heading of their day. Pure. */
export function timelineRows(entries: readonly TimelineEntryView[]): TimelineRow[] {
  const rows: TimelineRow[] = [];
  let day = '';
  for (const entry of entries) {
    const date = new Date(entry.at).toDateString();
    if (date !== day) rows.push({ kind: 'day', key: `d-${date}`, at: entry.at });
    day = date;
    rows.push({ kind: 'entry', key: entry.id, entry });
  }
  return rows;
}
