import { ActionIcon, Progress } from '@mantine/core';
import { IconFile, IconX } from '@tabler/icons-react';
import type { AttachmentView } from '../../../src/api/protocol.ts';
import type { Draft } from '../../app/drafts.ts';
import { fileSize } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './composer.module.css';
import type { Uploading } from './use-uploads.ts';

interface Props {
  files: readonly AttachmentView[];
  uploads: readonly Uploading[];
  cancel(id: string): void;
  change(what: Partial<Draft>): void;
}

/** Files that go with the message, and those still on their way up. */
export function Files({ files, uploads, cancel, change }: Props) {
  const { t, language } = useWords();
  if (files.length + uploads.length === 0) return null;
  return (
    <div className={css.files}>
      {files.map((file) => (
        <div key={file.id} className={css.file}>
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
