import type { TimelineEntryView } from '../../../src/api/protocol.ts';
import type { Translate } from '../../i18n/i18n.ts';

/** The sentence of a merge or of its undoing. Pure. */
export function mergeWords(entry: TimelineEntryView, by: string, t: Translate): string {
  const people = Array.isArray(entry.from) ? (entry.from as { name?: unknown }[]) : [];
  const from = people.map(({ name }) => (typeof name === 'string' ? name : '')).join(', ');
  if (entry.change === 'undone') return t('history.unmerged', { by, from });
  return entry.by === null ? t('history.mergedSelf', { from }) : t('history.merged', { by, from });
}
