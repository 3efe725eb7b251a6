import { ActionIcon, Progress } from '@mantine/core';
import { IconChevronLeft, IconFile, IconX } from '@tabler/icons-react';
import type { AttachmentView } from '../../../src/api/protocol.ts';
import type { Draft } from '../../app/drafts.ts';
import { fileSize } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './files.module.css';
import type { Uploading } from './use-uploads.ts';

interface Props {
  files: readonly AttachmentView[];
  uploads: readonly Uploading[];
  /** Why a file cannot go the chosen way, by its id. */
  problems: ReadonlyMap<string, string>;
  cancel(id: string): void;
  change(what: Partial<Draft>): void;
}

const dragType = 'application/x-okno-file';

/** The files with one of them at another place; an album arrives in this order. Pure. */
export function moved<T extends { id: string }>(files: readonly T[], id: string, to: number): T[] {
  const file = files.find((one) => one.id === id);
  if (file === undefined) return [...files];
  const rest = files.filter((one) => one !== file);
  return [...rest.slice(0, to), file, ...rest.slice(to)];
}

/** Files that go with the message, and those still on their way up. */
export function Files({ files, uploads, problems, cancel, change }: Props) {
  const { t, language } = useWords();
  if (files.length + uploads.length === 0) return null;
  return (
    <div className={css.files}>
      {files.map((file, at) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: dragging is a second way to what the arrow does
        <div
          key={file.id}
          className={css.file}
          data-bad={problems.has(file.id) || undefined}
          title={problems.get(file.id)}
          draggable
          onDragStart={(event) => event.dataTransfer.setData(dragType, file.id)}
          onDragOver={(event) => {
            if (event.dataTransfer.types.includes(dragType)) event.preventDefault();
          }}
          onDrop={(event) => {
            const id = event.dataTransfer.getData(dragType);
            if (id === '') return;
            event.preventDefault();
            event.stopPropagation();
            change({ attachments: moved(files, id, at) });
          }}
        >
          {at > 0 && (
            <ActionIcon
              size="sm"
              aria-label={t('composer.moveEarlier', { name: file.name })}
              title={t('composer.moveEarlier', { name: file.name })}
              onClick={() => change({ attachments: moved(files, file.id, at - 1) })}
            >
              <IconChevronLeft size={14} />
            </ActionIcon>
          )}
          {file.thumbnailUrl !== undefined || file.kind === 'image' ? (
            <img src={file.thumbnailUrl ?? file.url} alt="" />
          ) : (
            <IconFile size={18} />
          )}
          <span className={css.fileName}>{file.name}</span>
          <span className={css.fileSize}>{file.size !== undefined && fileSize(file.size, language)}</span>
          <ActionIcon
            size="sm"
            aria-label={t('composer.removeFile', { name: file.name })}
            onClick={() => change({ attachments: files.filter((one) => one.id !== file.id) })}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      {uploads.map((upload) => (
        <div key={upload.id} className={css.file}>
          <IconFile size={18} />
          <span className={css.fileName}>{upload.name}</span>
          <Progress value={upload.share * 100} size={4} w={48} aria-label={upload.name} />
          <ActionIcon
            size="sm"
            aria-label={t('composer.removeFile', { name: upload.name })}
            onClick={() => cancel(upload.id)}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
    </div>
  );
}
