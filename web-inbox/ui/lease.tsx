import { IconHourglassLow } from '@tabler/icons-react';
import { clock, shortSpan } from '../i18n/format.ts';
import { useWords } from '../i18n/i18n.ts';
import { useNow } from './clock.ts';
import css from './lease.module.css';

/** How long an assignment lasts without an answer; nothing once it is answered. */
export function Lease({ until, compact = false }: { until: string | null; compact?: boolean }) {
  const { t, language } = useWords();
  const now = useNow();
  if (until === null) return null;
  const left = Date.parse(until) - now;
  const words = left <= 0 ? t('lease.now') : t('lease.moves', { span: shortSpan(left, language) });
  const hint = t('lease.hint', { time: clock(until, language) });
  return (
    <span className={css.lease} data-late={left < 5 * 60_000 || undefined} title={`${words}. ${hint}`}>
      <IconHourglassLow size={13} aria-hidden="true" />
      {compact && left > 0 ? shortSpan(left, language) : words}
    </span>
  );
}
