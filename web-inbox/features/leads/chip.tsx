import type { LeadView } from '../../../src/api/protocol.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useNow } from '../../ui/clock.ts';
import css from './leads.module.css';
import { overdueMs } from './status.ts';

/** The status of a lead as a quiet chip; amber once its day has passed. */
export function LeadChip({ lead }: { lead: LeadView }) {
  const { t } = useWords();
  const now = useNow();
  return (
    <span
      className={css.chip}
      data-status={lead.status}
      data-overdue={overdueMs(lead, now) !== null || undefined}
    >
      {t(`lead.${lead.status}`)}
    </span>
  );
}
