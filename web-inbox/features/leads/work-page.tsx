import { useServices } from '../../app/context.tsx';
import type { WorkTab } from '../../app/route.ts';
import { useWords } from '../../i18n/i18n.ts';
import { MissedCalls } from '../calls/missed-calls.tsx';
import css from '../contacts/contacts.module.css';
import { Day } from './day.tsx';
import { useWork } from './use-work.ts';

const tabs = [
  { id: 'day', word: 'day.work' },
  { id: 'calls', word: 'day.calls' },
] as const;

/** What waits for the person beside conversations, fought down to zero. */
export function WorkPage({ tab }: { tab: WorkTab }) {
  const { router } = useServices();
  const { t } = useWords();
  const { counts } = useWork();
  const waiting = {
    day: counts === null ? 0 : counts.overdueLeads + counts.tasks + counts.missedCalls,
    calls: counts?.missedCalls ?? 0,
  };
  return (
    <section className={css.page} aria-label={t('day.title')}>
      <header className={css.head}>
        <h1>{t('day.title')}</h1>
        <div className={css.tabs} role="tablist">
          {tabs.map(({ id, word }) => (
            <button
              key={id}
              type="button"
              role="tab"
              aria-selected={id === tab}
              className={css.tab}
              onClick={() => router.go({ page: 'work', tab: id })}
            >
              {t(word)}
              {waiting[id] > 0 && (
                <span className={css.count} data-warn>
                  {waiting[id]}
                </span>
              )}
            </button>
          ))}
        </div>
      </header>
      <div className={css.body}>
        <div className={css.scroll}>
          <div className={css.column}>{tab === 'day' ? <Day /> : <MissedCalls />}</div>
        </div>
      </div>
    </section>
  );
}
