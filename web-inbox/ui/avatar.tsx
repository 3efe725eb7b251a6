import { ChannelIcon } from '../channels/icons.tsx';
import css from './avatar.module.css';

/** Letters that stand for a name. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => /\p{L}|\p{N}/u.test(word));
  const letters = words.slice(0, 2).map((word) => word.match(/\p{L}|\p{N}/u)?.[0] ?? '');
  return letters.join('').toLocaleUpperCase() || '?';
}

/** A steady hue per person, so that people are told apart at a glance. */
export function hueOf(id: string): number {
  let hash = 7;
  for (const char of id) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 3600;
  return hash % 360;
}

interface Props {
  id: string;
  name: string;
  url?: string | undefined;
  size?: number;
  channel?: string | null | undefined;
}

export function Avatar({ id, name, url, size = 38, channel }: Props) {
  return (
    <span className={css.wrap} style={{ width: size, height: size }} aria-hidden="true">
      <span
        className={css.face}
        style={{ '--hue': hueOf(id), fontSize: Math.round(size * 0.36) } as React.CSSProperties}
      >
        {url === undefined ? initials(name) : <img src={url} alt="" width={size} height={size} />}
      </span>
      {channel != null && (
        <span className={css.badge}>
          <ChannelIcon channel={channel} size={13} />
        </span>
      )}
    </span>
  );
}
