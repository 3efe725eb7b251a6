import type { MergeView } from '../../../src/api/protocol.ts';
import type { Translate } from '../../i18n/i18n.ts';

const counted = ['messages', 'identities', 'calls', 'tasks', 'entries'] as const;

/** "12 messages, 2 addresses": what a merge moves, without what it does not. Pure. */
export function movedWords(moved: MergeView['moved'], t: Translate): string {
  return counted
    .map((name) => ({ name, count: Number(moved[name] ?? 0) }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => t(`merge.${name}`, { count }))
    .join(', ');
}
