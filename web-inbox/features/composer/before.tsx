import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { MessageView } from '../../../src/api/protocol.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import css from './composer.module.css';

/** The message that is being answered. */
export function Before({ message, onRemove }: { message: MessageView; onRemove(): void }) {
  const { t } = useWords();
  const kind = message.attachments[0]?.kind;
  const text = message.text || (kind === undefined ? t('list.noText') : t(`kind.${kind}` as Key));
  return (
    <div className={css.before}>
      <div>
        <strong>{message.author.name}</strong>
        <span>{text}</span>
      </div>
      <ActionIcon size="sm" aria-label={t('composer.removeReply')} onClick={onRemove}>
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}
