import { Menu } from '@mantine/core';
import { IconArrowBackUp, IconCopy, IconMoodSmile, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Capabilities } from '../../../channels/capabilities.ts';
import type { MessageView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { toast, toastError } from '../../app/toast.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { mergeMessages } from '../../sync/merge.ts';
import css from './message-tools.module.css';

const arrived: readonly string[] = ['sent', 'delivered', 'read'];

/** What can be done with a message now: everything its channel still allows. Pure. */
export function toolsFor(
  message: MessageView,
  capabilities: Capabilities | undefined,
  now: number,
): { reply: boolean; copy: boolean; react: readonly string[]; edit: boolean; remove: boolean } {
  const there = message.kind === 'message' && message.removedAt === undefined;
  const ours = there && message.direction === 'out' && arrived.includes(message.delivery?.state ?? '');
  const age = now - Date.parse(message.sentAt);
  const within = (window: { windowMs: number } | undefined) => window !== undefined && age < window.windowMs;
  const choices = capabilities?.reactions.send === true ? (capabilities.reactions.choices ?? []) : [];
  return {
    reply: message.kind === 'message',
    copy: message.text !== '',
    react: there && message.direction === 'in' ? choices : [],
    edit: ours && message.text !== '' && within(capabilities?.edit),
    remove: ours && within(capabilities?.remove),
  };
}

/** The tools that appear beside a message. */
export function Tools({ message, onEdit }: { message: MessageView; onEdit(): void }) {
  const services = useServices();
  const { t } = useWords();
  const channels = useStore(services.catalog, (state) => state.channels);
  const can = toolsFor(message, channels[message.channel ?? '']?.capabilities, Date.now());
  const act = (work: Promise<MessageView>): void => {
    work
      .then((changed) =>
        services.engine.merge({
          cursor: null,
          merge: (state) => mergeMessages(state, changed.conversation, [changed]),
        }),
      )
      .catch(toastError);
  };
  const copy = (): void => {
    navigator.clipboard
      .writeText(message.text)
      .then(() => toast(t('common.copied')))
      .catch(() => undefined);
  };
  const reply = (): void => {
    services.drafts.change(message.conversation, { quotes: message.id, note: message.kind === 'note' });
    services.ui.update((ui) => ({ ...ui, compose: { tick: ui.compose.tick + 1, note: null } }));
  };
  return (
    <div className={css.tools}>
      {can.reply && (
        <button type="button" onClick={reply} aria-label={t('thread.reply')} title={t('thread.reply')}>
          <IconArrowBackUp size={15} />
        </button>
      )}
      {can.react.length > 0 && (
        <ReactMenu
          message={message}
          choices={can.react}
          onPick={(emoji) => act(services.api.react(message.id, emoji))}
        />
      )}
      {can.copy && (
        <button type="button" onClick={copy} aria-label={t('thread.copyText')} title={t('thread.copyText')}>
          <IconCopy size={14} />
        </button>
      )}
      {can.edit && (
        <button type="button" onClick={onEdit} aria-label={t('thread.editOwn')} title={t('thread.editOwn')}>
          <IconPencil size={14} />
        </button>
      )}
      {can.remove && <RemoveMenu onSure={() => act(services.api.removeMessage(message.id))} />}
    </div>
  );
}

function ReactMenu({
  message,
  choices,
  onPick,
}: {
  message: MessageView;
  choices: readonly string[];
  onPick(emoji: string | null): void;
}) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const self = useInbox((state) => state.accounts[message.account ?? '']?.self);
  const own = message.reactions.find(({ by }) => by === self || by === message.account);
  const pick = (emoji: string | null): void => {
    setOpen(false);
    onPick(emoji);
  };
  return (
    <Menu
      opened={open}
      onChange={setOpen}
      position="top"
      withinPortal
      hideDetached={false}
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <button type="button" aria-label={t('thread.react')} title={t('thread.react')}>
          <IconMoodSmile size={15} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={css.reactChoices}>
          {choices.map((emoji) => (
            <button
              key={emoji}
              type="button"
              aria-pressed={own?.emoji === emoji}
              aria-label={own?.emoji === emoji ? t('thread.unreact') : emoji}
              onClick={() => pick(own?.emoji === emoji ? null : emoji)}
            >
              {emoji}
            </button>
          ))}
        </div>
      </Menu.Dropdown>
    </Menu>
  );
}

function RemoveMenu({ onSure }: { onSure(): void }) {
  const { t } = useWords();
  return (
    <Menu position="top-end" withinPortal hideDetached={false} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <button type="button" aria-label={t('thread.removeOwn')} title={t('thread.removeOwn')}>
          <IconTrash size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('thread.removeSure')}</Menu.Label>
        <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={onSure}>
          {t('thread.removeOwn')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
