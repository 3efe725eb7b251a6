import { IconUserExclamation } from '@tabler/icons-react';
import type { ConversationView } from '../../../src/api/protocol.ts';
import { useInbox, useMe } from '../../app/context.tsx';
import { shortSpan } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { blockAt } from '../../store/timeline-window.ts';
import { useNow } from '../../ui/clock.ts';
import css from './composer.module.css';

const freshMs = 3 * 60_000;

/** A colleague has just answered here: said before somebody answers twice. */
export function Guard({ row }: { row: ConversationView }) {
  const { t, language } = useWords();
  const me = useMe();
  const now = useNow();
  const last = useInbox((state) => blockAt(state.windows[row.id], null)?.messages.at(-1));
  if (last === undefined || last.direction !== 'out' || last.kind !== 'message') return null;
  if (last.author.kind !== 'user' || last.author.id === me.id) return null;
  const age = Math.max(now, Date.parse(last.receivedAt)) - Date.parse(last.receivedAt);
  if (age > freshMs) return null;
  return (
    <div className={css.guard} role="status">
      <IconUserExclamation size={16} />
      {t('composer.answered', { name: last.author.name, span: shortSpan(age, language) })}
    </div>
  );
}
