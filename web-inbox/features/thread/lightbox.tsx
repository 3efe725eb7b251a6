import { ActionIcon } from '@mantine/core';
import {
  IconChevronLeft,
  IconChevronRight,
  IconDownload,
  IconX,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useInbox, useServices } from '../../app/context.tsx';
import type { Ui } from '../../app/ui-state.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './lightbox.module.css';

const steps = [1, 1.5, 2, 3, 5];

/** A picture over everything, with zoom and its neighbours of the same conversation. */
export function Lightbox({ picture }: { picture: NonNullable<Ui['picture']> }) {
  const { ui } = useServices();
  const { t } = useWords();
  const window_ = useInbox((state) => state.windows[picture.conversation]);
  const single = picture.item;
  const pictures = useMemo(() => {
    const loaded = (window_?.blocks ?? [])
      .flatMap((block) => block.messages)
      .flatMap((message) => message.attachments)
      .filter((item) => item.mime.startsWith('image/') && item.url !== undefined);
    // Opened from the history, the conversation may not be loaded.
    const there = single === undefined || loaded.some((item) => item.id === single.id);
    return there ? loaded : [single];
  }, [window_, single]);
  const [zoom, setZoom] = useState(1);
  const frame = useRef<HTMLDialogElement>(null);
  const index = pictures.findIndex((item) => item.id === picture.attachment);
  const current = pictures[index];
  const close = (): void => ui.update((state) => ({ ...state, picture: null }));
  const move = (by: number): void => {
    const next = pictures[index + by];
    if (next === undefined) return;
    setZoom(1);
    ui.update((state) => ({ ...state, picture: { ...picture, attachment: next.id } }));
  };
  const scale = (by: number): void =>
    setZoom((now) => steps[Math.max(0, Math.min(steps.length - 1, steps.indexOf(now) + by))] ?? 1);
  useEffect(() => frame.current?.showModal(), []);
  if (current === undefined) return null;
  return (
    <dialog
      ref={frame}
      className={css.box}
      aria-label={current.name}
      onClose={close}
      onKeyDown={(event) => {
        if (event.code === 'ArrowLeft') move(-1);
        if (event.code === 'ArrowRight') move(1);
        if (event.code === 'Equal') scale(1);
        if (event.code === 'Minus') scale(-1);
        event.stopPropagation();
      }}
    >
      <div className={css.bar}>
        <span className={css.name}>{current.name}</span>
        <ActionIcon
          variant="subtle"
          color="gray.3"
          size={38}
          aria-label={t('file.zoomOut')}
          onClick={() => scale(-1)}
        >
          <IconZoomOut size={20} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray.3"
          size={38}
          aria-label={t('file.zoomIn')}
          onClick={() => scale(1)}
        >
          <IconZoomIn size={20} />
        </ActionIcon>
        <ActionIcon
          component="a"
          href={`${current.url ?? ''}?download=1`}
          download={current.name}
          variant="subtle"
          color="gray.3"
          size={38}
          aria-label={t('common.download')}
        >
          <IconDownload size={20} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray.3" size={38} aria-label={t('file.close')} onClick={close}>
          <IconX size={20} />
        </ActionIcon>
      </div>
      <div className={css.stage}>
        <button
          type="button"
          className={css.picture}
          aria-label={t('file.zoomIn')}
          onClick={() => (zoom === 1 ? scale(2) : setZoom(1))}
        >
          <img
            src={current.url}
            alt={current.name}
            style={{
              width: zoom === 1 ? undefined : `${zoom * 90}vw`,
              maxWidth: zoom === 1 ? '100%' : 'none',
              maxHeight: zoom === 1 ? '100%' : 'none',
            }}
          />
        </button>
      </div>
      {index > 0 && (
        <ActionIcon
          className={css.left ?? ''}
          variant="subtle"
          color="gray.3"
          size={48}
          aria-label={t('file.previous')}
          onClick={() => move(-1)}
        >
          <IconChevronLeft size={28} />
        </ActionIcon>
      )}
      {index < pictures.length - 1 && (
        <ActionIcon
          className={css.right ?? ''}
          variant="subtle"
          color="gray.3"
          size={48}
          aria-label={t('file.next')}
          onClick={() => move(1)}
        >
          <IconChevronRight size={28} />
        </ActionIcon>
      )}
    </dialog>
  );
}
