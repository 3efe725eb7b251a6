import type { ReportView } from '../../../src/api/protocol.ts';
import { roughly, stretch } from '../../i18n/amounts.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import { shortDay } from '../../i18n/short-day.ts';
import { LyingBars } from '../../ui/chart/bars.tsx';
import { Columns } from '../../ui/chart/columns.tsx';
import { Legend } from '../../ui/chart/legend.tsx';
import { type Say, sayValue } from './cell.ts';
import { type Chart, chartOf } from './model.ts';
import css from './reports.module.css';

/** The report as a picture. */
export function Picture({ view, say }: { view: ReportView; say: Say }) {
  const { t } = useWords();
  const currency = typeof view.totals.currency === 'string' ? view.totals.currency : null;
  const chart = chartOf(view);
  const names = chart.series.map((one) => t(`reports.col.${one.key}` as Key));
  const label = t('reports.chart', { report: t(`reports.${view.report}`), what: names.join(', ') });
  return (
    <section className={css.card} data-chart={view.report}>
      <Legend
        names={chart.kind === 'columns' ? names : []}
        before={view.previous === undefined ? undefined : t('reports.earlier')}
      />
      {chart.kind === 'columns' ? (
        <AsColumns chart={chart} view={view} label={label} names={names} currency={currency} say={say} />
      ) : (
        <AsBars chart={chart} view={view} label={label} names={names} currency={currency} say={say} />
      )}
    </section>
  );
}

interface Props {
  chart: Chart;
  view: ReportView;
  label: string;
  names: readonly string[];
  currency: string | null;
  say: Say;
}

const kindOf = (view: ReportView, key: string) =>
  view.columns.find((column) => column.key === key)?.kind ?? 'number';

function AsColumns({ chart, view, label, names, currency, say }: Props) {
  const { language } = useWords();
  const kind = kindOf(view, chart.series[0]?.key ?? '');
  return (
    <Columns
      label={label}
      labels={chart.groups.map((name) =>
        chart.group === 'day' ? shortDay(name, language) : `${name.padStart(2, '0')}:00`,
      )}
      series={chart.series.map((one, order) => ({
        key: one.key,
        name: names[order] ?? one.key,
        values: one.values,
        before: one.before,
      }))}
      stacked={chart.stacked}
      time={chart.time}
      say={(value) => sayValue('', kind, value, currency, say)}
      mark={(value) => (chart.time ? stretch(value, language) : roughly(value, language))}
    />
  );
}

function AsBars({ chart, view, label, names, currency, say }: Props) {
  const groupKind = kindOf(view, chart.group);
  return chart.series.map((one, order) => {
    const rows = chart.groups
      .map((name, index) => ({
        key: name,
        name: sayValue(chart.group, groupKind, name === '' ? null : name, null, say),
        value: one.values[index] ?? 0,
        words: sayValue(one.key, kindOf(view, one.key), one.values[index], currency, say),
        before: one.before?.[index] ?? undefined,
      }))
      .sort((first, second) => second.value - first.value)
      .slice(0, 20);
    return (
      <div key={one.key} className={css.bars}>
        {chart.series.length > 1 && <h3>{names[order]}</h3>}
        <LyingBars label={`${label}: ${names[order] ?? ''}`} rows={rows} />
      </div>
    );
  });
}
