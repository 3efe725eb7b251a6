import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import css from './chart.module.css';
import { everyNth, marksOf, niceScale, timeScale } from './scale.ts';

export interface Series {
  key: string;
  name: string;
  values: readonly (number | null)[];
  /** The same figures of the time before; drawn behind, as a line. */
  before?: readonly (number | null)[] | undefined;
}

interface Props {
  /** What the picture is, for those who do not see it; the figures stand in a table beside it. */
  label: string;
  labels: readonly string[];
  series: readonly Series[];
  stacked?: boolean;
  time?: boolean;
  say(value: number): string;
  /** Short, for the axis. */
  mark(value: number): string;
}

const height = 260;
const left = 58;
const bottom = 26;
const top = 12;

/** Columns over an axis of days, hours or names, with the figures of the one that is pointed at. */
export function Columns({ label, labels, series, stacked = false, time = false, say, mark }: Props) {
  const { ref, width } = useElementSize();
  const [at, setAt] = useState<number | null>(null);
  const most = mostOf(series, labels.length, stacked);
  const scale = (time ? timeScale : niceScale)(most);
  const inner = Math.max(0, width - left - 6);
  const slot = inner / Math.max(1, labels.length);
  const y = (value: number): number => top + (height - top - bottom) * (1 - value / scale.top);
  const nth = everyNth(labels.length, inner / 64);
  return (
    <div ref={ref} className={css.frame}>
      {width > 0 && (
        <svg
          className={css.picture}
          width={width}
          height={height}
          role="img"
          aria-label={label}
          onPointerLeave={() => setAt(null)}
        >
          {marksOf(scale).map((value) => (
            <g key={value}>
              <line className={css.grid} x1={left} x2={width - 6} y1={y(value)} y2={y(value)} />
              <text className={css.axis} x={left - 8} y={y(value) + 4} textAnchor="end">
                {mark(value)}
              </text>
            </g>
          ))}
          {labels.map((name, index) => (
            <g key={name} onPointerEnter={() => setAt(index)}>
              <rect
                className={css.slot}
                data-on={at === index || undefined}
                x={left + slot * index}
                y={top}
                width={slot}
                height={height - top - bottom}
              />
              <Bars
                series={series}
                index={index}
                x={left + slot * index}
                slot={slot}
                y={y}
                stacked={stacked}
              />
              {index % nth === 0 && (
                <text className={css.axis} x={left + slot * (index + 0.5)} y={height - 8} textAnchor="middle">
                  {name}
                </text>
              )}
            </g>
          ))}
          {series.map(
            (one, order) =>
              one.before !== undefined && (
                <polyline
                  key={one.key}
                  className={css.before}
                  data-series={order}
                  points={pointsOf(one.before, labels.length, slot, y)}
                />
              ),
          )}
        </svg>
      )}
      {at !== null && (
        <div
          className={css.tip}
          style={{ insetInlineStart: Math.min(Math.max(left + slot * (at + 0.5), 90), width - 90) }}
        >
          <strong>{labels[at]}</strong>
          {series.map((one, order) => (
            <span key={one.key}>
              <i data-series={order} /> {one.name}: {sayOr(one.values[at], say)}
              {one.before !== undefined && ` (${sayOr(one.before[at], say)})`}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

interface BarsProps {
  series: readonly Series[];
  index: number;
  x: number;
  slot: number;
  y(value: number): number;
  stacked: boolean;
}

function Bars({ series, index, x, slot, y, stacked }: BarsProps) {
  const pad = Math.min(slot * 0.18, 10);
  const each = stacked ? slot - pad * 2 : (slot - pad * 2) / series.length;
  let base = 0;
  return series.map((one, order) => {
    const value = one.values[index] ?? 0;
    const from = stacked ? base : 0;
    base += value;
    if (value <= 0) return null;
    return (
      <rect
        key={one.key}
        className={css.bar}
        data-series={order}
        x={x + pad + (stacked ? 0 : each * order)}
        y={y(from + value)}
        width={Math.max(1, each - (stacked || series.length === 1 ? 0 : 1))}
        height={Math.max(1, y(from) - y(from + value))}
        rx={Math.min(3, each / 3)}
      />
    );
  });
}

const sayOr = (value: number | null | undefined, say: (value: number) => string): string =>
  value == null ? '–' : say(value);

function mostOf(series: readonly Series[], count: number, stacked: boolean): number {
  let most = 0;
  for (let index = 0; index < count; index += 1) {
    const values = series.map((one) => one.values[index] ?? 0);
    most = Math.max(most, stacked ? values.reduce((sum, value) => sum + value, 0) : Math.max(...values));
    for (const one of series) most = Math.max(most, one.before?.[index] ?? 0);
  }
  return most;
}

function pointsOf(
  values: readonly (number | null)[],
  count: number,
  slot: number,
  y: (value: number) => number,
): string {
  return values
    .slice(0, count)
    .map((value, index) => `${left + slot * (index + 0.5)},${y(value ?? 0)}`)
    .join(' ');
}
