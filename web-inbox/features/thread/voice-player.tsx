import { ActionIcon } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { AttachmentView } from '../../../src/api/protocol.ts';
import { duration } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './attachments.module.css';

const rates = [1, 1.5, 2];

/** Plays a recording; loads its bytes only when somebody listens. */
export function VoicePlayer({ item, url }: { item: Pick<AttachmentView, 'duration'>; url: string }) {
  const { t } = useWords();
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState((item.duration ?? 0) / 1000);
  const [rate, setRate] = useState(1);
  const toggle = (): void => {
    const element = audio.current;
    if (element === null) return;
    if (playing) element.pause();
    else element.play().catch(() => setPlaying(false));
  };
  const faster = (): void => {
    const next = rates[(rates.indexOf(rate) + 1) % rates.length] ?? 1;
    setRate(next);
    if (audio.current !== null) audio.current.playbackRate = next;
  };
  return (
    <div className={css.player}>
      <ActionIcon
        variant="filled"
        color="okno"
        radius="xl"
        size={36}
        onClick={toggle}
        aria-label={t(playing ? 'file.pause' : 'file.play')}
      >
        {playing ? <IconPlayerPauseFilled size={16} /> : <IconPlayerPlayFilled size={16} />}
      </ActionIcon>
      <input
        type="range"
        aria-label={t('file.seek')}
        min={0}
        max={Math.max(length, 0.1)}
        step={0.1}
        value={at}
        onChange={(event) => {
          if (audio.current !== null) audio.current.currentTime = Number(event.currentTarget.value);
        }}
      />
      <span className={css.time}>{duration((at > 0 ? at : length) * 1000)}</span>
      <ActionIcon size="sm" fz={11} onClick={faster} aria-label={t('file.speed', { rate })}>
        {rate}×
      </ActionIcon>
      {/* biome-ignore lint/a11y/useMediaCaption: the networks carry no captions */}
      <audio
        ref={audio}
        src={url}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onLoadedMetadata={(event) => {
          const seconds = event.currentTarget.duration;
          if (Number.isFinite(seconds)) setLength(seconds);
        }}
      />
    </div>
  );
}
