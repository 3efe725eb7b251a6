import { IconDownload, IconFile, IconFileOff, IconMovie } from '@tabler/icons-react';
import { useState } from 'react';
import type { AttachmentView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { fileSize } from '../../i18n/format.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import { ALBUM_COLUMNS, albumSpans } from './album.ts';
import css from './attachments.module.css';
import { isInline, isPicture } from './message-face.ts';
import { RoundVideo } from './round-video.tsx';
import { VoicePlayer } from './voice-player.tsx';

/** A message's files: pictures in a grid, voice with a player, everything else as rows. */
export function Attachments({
  items,
  conversation,
}: {
  items: readonly AttachmentView[];
  conversation: string;
}) {
  const shown = items.filter((item) => !isInline(item));
  const grid = shown.filter((item) => isPicture(item));
  const rest = shown.filter((item) => !isPicture(item));
  const spans = grid.length > 1 ? albumSpans(grid.length) : [];
  return (
    <>
      {grid.length > 0 && (
        <div className={css.grid} data-many={grid.length > 1 || undefined}>
          {grid.map((item, index) => (
            <Picture key={item.id} item={item} conversation={conversation} span={spans[index]} />
          ))}
        </div>
      )}
      {rest.map((item) => (
        <FileRow key={item.id} item={item} />
      ))}
    </>
  );
}

/** The place is kept by the claimed size, so nothing jumps when the bytes come. */
function Picture({
  item,
  conversation,
  span,
}: {
  item: AttachmentView;
  conversation: string;
  /** Columns of the album it takes; none where it stands alone. */
  span: number | undefined;
}) {
  const { ui } = useServices();
  const { t } = useWords();
  const [broken, setBroken] = useState(false);
  const width = item.width ?? 320;
  const height = item.height ?? 240;
  const scale = Math.min(1, (item.kind === 'sticker' ? 140 : 320) / width, 280 / height);
  const size =
    span === undefined
      ? { width: Math.round(width * scale), height: Math.round(height * scale) }
      : { gridColumn: `span ${span}`, aspectRatio: span === ALBUM_COLUMNS ? 16 / 9 : 1 };
  // A picture that was cut on its way is still a file that somebody may want.
  if (broken) return <PlainFile item={item} />;
  return (
    <button
      type="button"
      className={css.picture}
      data-bare={item.kind === 'sticker' || undefined}
      style={size}
      aria-label={t('file.open', { name: item.label ?? item.name })}
      onClick={() =>
        ui.update((state) => ({ ...state, picture: { conversation, attachment: item.id, item } }))
      }
    >
      <img
        src={item.thumbnailUrl ?? item.url}
        alt={item.label ?? item.name}
        loading="lazy"
        decoding="async"
        onError={() => setBroken(true)}
      />
    </button>
  );
}

function FileRow({ item }: { item: AttachmentView }) {
  if (item.state === 'stored' && item.url !== undefined) {
    if (item.kind === 'voice' || item.kind === 'audio') return <VoicePlayer item={item} url={item.url} />;
    if (item.kind === 'video-note' && item.mime.startsWith('video/')) {
      return <RoundVideo item={item} url={item.url} />;
    }
    if (item.kind === 'video' && item.mime.startsWith('video/')) return <Video item={item} url={item.url} />;
    if (item.kind === 'sticker' && item.mime.startsWith('video/')) return <MovingSticker item={item} />;
  }
  if (item.kind === 'sticker' && item.label !== undefined) return <StickerWord label={item.label} />;
  return <PlainFile item={item} />;
}

/** Stickers move without a sound and without asking. */
function MovingSticker({ item }: { item: AttachmentView }) {
  return (
    <video
      className={css.sticker}
      src={item.url}
      aria-label={item.label ?? item.name}
      autoPlay
      loop
      muted
      playsInline
    />
  );
}

/** The emoji that a sticker stands for, where there is no picture that a browser can show. */
function StickerWord({ label }: { label: string }) {
  const { t } = useWords();
  return (
    <span className={css.stickerWord} role="img" aria-label={`${t('kind.sticker')} ${label}`}>
      {label}
    </span>
  );
}

function Video({ item, url }: { item: AttachmentView; url: string }) {
  const ratio = `${item.width ?? 16} / ${item.height ?? 9}`;
  return (
    // biome-ignore lint/a11y/useMediaCaption: the networks carry no captions
    <video
      className={css.video}
      style={{ aspectRatio: ratio }}
      src={url}
      poster={item.thumbnailUrl}
      controls
      preload={item.thumbnailUrl === undefined ? 'metadata' : 'none'}
    />
  );
}

function PlainFile({ item }: { item: AttachmentView }) {
  const { t, language } = useWords();
  const stored = item.state === 'stored' && item.url !== undefined;
  const Icon = item.state === 'failed' || item.state === 'unavailable' ? IconFileOff : iconOf(item);
  const facts = [
    item.size === undefined ? null : fileSize(item.size, language),
    stored ? null : stateOf(item, t),
  ];
  const body = (
    <>
      <span className={css.icon} data-off={!stored || undefined}>
        <Icon size={20} />
      </span>
      <span className={css.facts}>
        <span className={css.name}>{item.name || t(`kind.${item.kind}` as Key)}</span>
        <span className={css.size}>{facts.filter((fact) => fact !== null).join(' · ')}</span>
      </span>
    </>
  );
  if (!stored) return <div className={css.file}>{body}</div>;
  return (
    <a className={css.file} href={`${item.url}?download=1`} download={item.name} title={item.name}>
      {body}
      <IconDownload size={17} aria-label={t('common.download')} />
    </a>
  );
}

const iconOf = (item: AttachmentView) => (item.kind === 'video' ? IconMovie : IconFile);

function stateOf(item: AttachmentView, t: ReturnType<typeof useWords>['t']): string {
  if (item.state === 'pending') return t('file.pending');
  return t(item.state === 'failed' ? 'file.failed' : 'file.unavailable');
}
