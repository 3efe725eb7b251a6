import type { ConversationView } from '../../../src/api/protocol.ts';
import type { Key, Translate } from '../../i18n/i18n.ts';
import { cardWords } from '../thread/placeholder-words.ts';

/** The line below the name: who spoke, and what, in one short text. `me` is the reader's id. */
export function previewOf(row: ConversationView, t: Translate, me: string | undefined): string {
  const last = row.lastMessage;
  if (last === null) return t('list.noMessages');
  const kinds = (last.attachments ?? []).map((kind) => t(`kind.${kind}` as Key));
  const card = last.card === undefined ? '' : cardWords(last.card, t);
  const text = last.text.replace(/\s+/g, ' ').trim() || kinds.join(', ') || card || t('list.noText');
  if (last.kind === 'note') return t('list.note', { text });
  if (last.direction === 'in') return text;
  if (last.by?.kind === 'bot') return t('list.bot', { text });
  const [name] = last.author.split(' ');
  const another = last.by !== undefined && (last.by.kind !== 'user' || last.by.id !== me);
  return another && name ? t('list.from', { name, text }) : t('list.you', { text });
}

export type Urgency = 'calm' | 'soon' | 'late';

/** How long is too long; the colours of the waiting time. */
export function urgencyOf(waitingSince: string | null, now: number): Urgency | null {
  if (waitingSince === null) return null;
  const minutes = (now - Date.parse(waitingSince)) / 60_000;
  if (minutes < 15) return 'calm';
  return minutes < 60 ? 'soon' : 'late';
}

/**
 * Rows in the order they had while the pointer rests on them; what is new or has risen waits outside.
 * Rows that no longer belong here go at once.
 */
export function frozenRows(
  held: readonly string[],
  rows: readonly ConversationView[],
): { rows: ConversationView[]; moved: number } {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const kept = held.flatMap((id) => byId.get(id) ?? []);
  const keptIds = new Set(kept.map((row) => row.id));
  const missing = rows.filter((row) => !keptIds.has(row.id));
  // Rows below the held stretch are a further page, not news.
  const lastHeld = kept[kept.length - 1];
  const end = lastHeld === undefined ? -1 : rows.indexOf(lastHeld);
  const below = missing.filter((row) => rows.indexOf(row) > end);
  const above = missing.length - below.length;
  const risen = kept.filter((row, index) => rows.indexOf(row) < index - above).length;
  return { rows: [...kept, ...below], moved: above + risen };
}

/** Everything between two rows of the list, for a selection with Shift. */
export function rangeOf(rows: readonly ConversationView[], from: string | undefined, to: string): string[] {
  const start = rows.findIndex((row) => row.id === from);
  const end = rows.findIndex((row) => row.id === to);
  if (start === -1 || end === -1) return [to];
  return rows.slice(Math.min(start, end), Math.max(start, end) + 1).map((row) => row.id);
}
