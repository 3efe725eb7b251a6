import type { ReportView } from '../../../src/api/protocol.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import { type Say, sayValue } from './cell.ts';
import css from './reports.module.css';

/** The sums of the period, each with what it was before when that was asked for. */
export function Totals({ view, say }: { view: ReportView; say: Say }) {
  const { t } = useWords();
  const currency = view.totals.currency ?? null;
  const shown = view.columns.filter(
    (column, index) => index > 0 && column.kind !== 'text' && typeof view.totals[column.key] === 'number',
  );
  return (
    <div className={css.totals}>
      {shown.map((column) => (
        <div key={column.key} className={css.total}>
          <span className={css.value}>
            {sayValue(column.key, column.kind, view.totals[column.key], currency, say)}
          </span>
          <span className={css.label}>{t(`reports.col.${column.key}` as Key)}</span>
          {view.previous !== undefined && (
            <span className={css.earlier}>
              {t('reports.before', {
                value: sayValue(column.key, column.kind, view.previous.totals[column.key], currency, say),
              })}
            </span>
          )}
        </div>
      ))}
    </div>
  );
}
