import css from './chart.module.css';

export interface BarRow {
  key: string;
  name: string;
  value: number;
  /** What is written at the end of the bar. */
  words: string;
  /** The same figure of the time before. */
  before?: number | undefined;
}

/** Lying bars: one per name, the largest first. Names stay readable however long they are. */
export function LyingBars({ label, rows }: { label: string; rows: readonly BarRow[] }) {
  const most = Math.max(1e-9, ...rows.map((row) => Math.max(row.value, row.before ?? 0)));
  return (
    <div className={css.lying} role="img" aria-label={label}>
      {rows.map((row) => (
        <div key={row.key} className={css.lyingRow}>
          <span className={css.lyingName} title={row.name}>
            {row.name}
          </span>
          <span className={css.track}>
            <span className={css.lyingBar} style={{ width: `${(row.value / most) * 100}%` }} />
            {row.before !== undefined && (
              <span
                className={css.lyingBefore}
                style={{ insetInlineStart: `calc(${(row.before / most) * 100}% - 1px)` }}
              />
            )}
          </span>
          <span className={css.lyingValue}>{row.words}</span>
        </div>
      ))}
    </div>
  );
}
