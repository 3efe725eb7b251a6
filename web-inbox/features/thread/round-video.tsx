import { IconPlayerPlayFilled } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { AttachmentView } from '../../../src/api/protocol.ts';
import { duration } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './attachments.module.css';

/** A round video: plays and stops where it is pressed; its bytes come only then. */
export function RoundVideo({ item, url }: { item: AttachmentView; url: string }) {
  const { t } = useWords();
  const video = useRef<HTMLVideoElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const toggle = (): void => {
    const element = video.current;
    if (element === null) return;
    if (playing) element.pause();
    else element.play().catch(() => setPlaying(false));
  };
  const length = (item.duration ?? 0) / 1000;
  return (
    <button
      type="button"
      className={css.round}
      onClick={toggle}
      aria-label={t(playing ? 'file.pause' : 'file.play')}
      style={{ '--done': `${length > 0 ? Math.min(100, (at / length) * 100) : 0}%` } as React.CSSProperties}
    >
      {/* biome-ignore lint/a11y/useMediaCaption: the networks carry no captions */}
      <video
        ref={video}
        src={url}
        poster={item.thumbnailUrl}
        preload={item.thumbnailUrl === undefined ? 'metadata' : 'none'}
        playsInline
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
      />
      {!playing && (
        <span className={css.roundPlay}>
          <IconPlayerPlayFilled size={22} />
        </span>
      )}
      {length > 0 && (
        <span className={css.roundTime}>{duration((playing ? length - at : length) * 1000)}</span>
      )}
    </button>
  );
}
