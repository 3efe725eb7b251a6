import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconChartBar } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import type { ReportView } from '../../../src/api/protocol.ts';
import { csvUrl } from '../../api/office.ts';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { ownZone, useOffice } from '../../app/office.ts';
import type { ReportName } from '../../app/route.ts';
import { useWords } from '../../i18n/i18n.ts';
import { Empty } from '../../ui/empty.tsx';
import type { Say } from './cell.ts';
import { Controls } from './controls.tsx';
import { currenciesOf, inCurrency } from './model.ts';
import { Picture } from './picture.tsx';
import { readQuestion, serverQuery, writeQuestion } from './query.ts';
import css from './reports.module.css';
import { ReportTable } from './table.tsx';
import { Totals } from './totals.tsx';

const names: readonly ReportName[] = ['leads', 'response', 'load', 'outcomes', 'refusals', 'sales'];

/** What the inbox brings: pictures first, the same figures as a table second. */
export function ReportsPage({ report, search }: { report: ReportName; search: string }) {
  const { router } = useServices();
  const { t, language } = useWords();
  const me = useMe();
  const users = useInbox((state) => state.users);
  const question = useMemo(() => readQuestion(report, search, new Date()), [report, search]);
  const query = useMemo(() => serverQuery(question, ownZone(), language, new Date()), [question, language]);
  const { view, failed, again } = useReport(report, query);
  const say: Say = { t, language, nameOf: (id) => users[id]?.name };
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{t('reports.title')}</h1>
        <div className={css.tabs} role="tablist" aria-label={t('reports.title')}>
          {names.map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={name === report}
              className={css.tab}
              onClick={() => router.go({ page: 'reports', report: name, search })}
            >
              {t(`reports.${name}`)}
            </button>
          ))}
        </div>
      </header>
      <p className={css.hint}>
        {t(`reports.${report}Hint`)} {me.role === 'operator' && t('reports.own')}
      </p>
      <Controls
        report={report}
        question={question}
        csv={csvUrl(report, query)}
        onChange={(change) =>
          router.go({ page: 'reports', report, search: writeQuestion({ ...question, ...change }) }, true)
        }
      />
      {failed && (
        <Empty icon={<IconAlertTriangle size={28} />} title={t('reports.failed')}>
          <Button size="xs" variant="light" onClick={again}>
            {t('common.retry')}
          </Button>
        </Empty>
      )}
      {!failed && view === null && <Skeleton height={320} radius={14} />}
      {!failed && view !== null && <Content view={view} say={say} />}
    </div>
  );
}

function Content({ view, say }: { view: ReportView; say: Say }) {
  const { t } = useWords();
  const [wished, setWished] = useState<string | null>(null);
  const currencies = view.report === 'sales' ? currenciesOf(view) : [];
  const currency = currencies.find((one) => one === wished) ?? currencies[0];
  if (view.rows.length === 0) {
    return (
      <Empty icon={<IconChartBar size={28} />} title={t('reports.empty')} hint={t('reports.emptyHint')} />
    );
  }
  const shown = currency === undefined || currencies.length === 1 ? view : inCurrency(view, currency);
  return (
    <>
      {currencies.length > 1 && (
        <SegmentedControl
          size="xs"
          mb="sm"
          aria-label={t('reports.col.currency')}
          data={currencies}
          value={currency ?? ''}
          onChange={setWished}
        />
      )}
      <Totals view={shown} say={say} />
      <Picture view={shown} say={say} />
      <ReportTable view={shown} say={say} />
    </>
  );
}

/** The answer to the last question; an older answer that comes late is dropped. */
function useReport(report: ReportName, query: Record<string, string>) {
  const office = useOffice();
  const [answer, setAnswer] = useState<{ of: object; view: ReportView | null } | null>(null);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try asks the same again
  useEffect(() => {
    let current = true;
    office.report(report, query).then(
      (view) => current && setAnswer({ of: query, view }),
      () => current && setAnswer({ of: query, view: null }),
    );
    return () => {
      current = false;
    };
  }, [office, report, query, tries]);
  const shown = answer?.view?.report === report ? answer.view : null;
  return {
    view: shown,
    failed: answer !== null && answer.of === query && answer.view === null,
    again: () => {
      setAnswer(null);
      setTries((count) => count + 1);
    },
  };
}
