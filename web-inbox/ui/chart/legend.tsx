import css from './chart.module.css';

/** Which colour is which. */
export function Legend({ names, before }: { names: readonly string[]; before?: string | undefined }) {
  if (names.length < 2 && before === undefined) return null;
  return (
    <div className={css.legend}>
      {names.map((name, order) => (
        <span key={name}>
          <i data-series={order} /> {name}
        </span>
      ))}
      {before !== undefined && (
        <span>
          <i className={css.dash} /> {before}
        </span>
      )}
    </div>
  );
}
