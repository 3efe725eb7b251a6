import css from './cards.module.css';
import { borders, land } from './world.ts';

/** Tenths of a degree shown beside the place. */
const halfWidth = 150;
const halfHeight = 75;

/** Where on earth, drawn here: no map service learns where our clients are. */
export function PlaceMap({
  latitude,
  longitude,
  label,
}: {
  latitude: number;
  longitude: number;
  label: string;
}) {
  const x = (longitude + 180) * 10;
  const y = Math.min(1800 - halfHeight, Math.max(halfHeight, (90 - latitude) * 10));
  const at = { x, y: (90 - latitude) * 10 };
  // Beyond the date line the world goes on.
  const copies = [0, ...(x < halfWidth ? [-3600] : []), ...(x > 3600 - halfWidth ? [3600] : [])];
  return (
    <svg
      className={css.map}
      viewBox={`${x - halfWidth} ${y - halfHeight} ${halfWidth * 2} ${halfHeight * 2}`}
      role="img"
      aria-label={label}
      preserveAspectRatio="xMidYMid slice"
    >
      {copies.map((shift) => (
        <g key={shift} transform={`translate(${shift})`}>
          <path className={css.land} d={land} />
          <path className={css.borders} d={borders} />
        </g>
      ))}
      <circle className={css.pinGlow} cx={at.x} cy={at.y} r={12} />
      <circle className={css.pin} cx={at.x} cy={at.y} r={4.5} />
    </svg>
  );
}
