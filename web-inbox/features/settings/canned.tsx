import { ActionIcon, Button, Skeleton, Switch, Textarea, TextInput } from '@mantine/core';
import { IconMessageBolt, IconPlus, IconTrash } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import type { CannedReply } from '../../api/shapes.ts';
import { useMe, useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';
import { useWords } from '../../i18n/i18n.ts';
import { Empty } from '../../ui/empty.tsx';
import css from './page.module.css';

/** Saved replies, own and shared. */
export function CannedSection() {
  const { api } = useServices();
  const { t } = useWords();
  const me = useMe();
  const [replies, setReplies] = useState<readonly CannedReply[] | null>(null);
  const [adding, setAdding] = useState(false);
  const load = useCallback(() => {
    api
      .cannedReplies()
      .then(({ items }) => setReplies(items))
      .catch(toastError);
  }, [api]);
  useEffect(load, [load]);
  const remove = (id: string): void => void api.removeCanned(id).then(load, toastError);
  const addButton = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      {t('canned.add')}
    </Button>
  );
  return (
    <>
      <div className={css.title}>
        <h2>{t('canned.title')}</h2>
        {!adding && replies !== null && replies.length > 0 && addButton}
      </div>
      <p className={css.hint}>{t('canned.hint')}</p>
      {adding && (
        <NewReply
          manager={me.role !== 'operator'}
          onDone={() => {
            setAdding(false);
            load();
          }}
        />
      )}
      {replies === null && <Skeleton height={64} radius={14} />}
      {replies !== null && replies.length === 0 && !adding && (
        <Empty icon={<IconMessageBolt size={28} />} title={t('canned.empty')}>
          {addButton}
        </Empty>
      )}
      {replies !== null && replies.length > 0 && (
        <div className={css.rows}>
          {replies.map((reply) => (
            <div key={reply.id} className={css.row}>
              <span className={css.main}>
                <span className={css.name}>
                  /{reply.shortcut} · {reply.title}
                </span>
                <span className={css.sub}>{reply.text}</span>
              </span>
              {(reply.owner === me.id || (reply.shared && me.role !== 'operator')) && (
                <ActionIcon aria-label={t('common.delete')} onClick={() => remove(reply.id)}>
                  <IconTrash size={17} />
                </ActionIcon>
              )}
            </div>
          ))}
        </div>
      )}
    </>
  );
}

function NewReply({ manager, onDone }: { manager: boolean; onDone(): void }) {
  const { api } = useServices();
  const { t } = useWords();
  const [reply, setReply] = useState({ shortcut: '', title: '', text: '', shared: false });
  const set = (change: Partial<typeof reply>): void => setReply((now) => ({ ...now, ...change }));
  const ready = reply.shortcut.trim() !== '' && reply.text.trim() !== '';
  const submit = (): void => {
    const shortcut = reply.shortcut.trim().replace(/^\//, '');
    api.createCanned({ ...reply, shortcut, title: reply.title.trim() || shortcut }).then(onDone, toastError);
  };
  return (
    <form
      className={css.group}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={css.fields}>
        <TextInput
          label={t('canned.shortcut')}
          leftSection="/"
          value={reply.shortcut}
          onChange={(event) => set({ shortcut: event.currentTarget.value })}
        />
        <TextInput
          label={t('canned.replyTitle')}
          value={reply.title}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
        <Textarea
          label={t('canned.text')}
          rows={4}
          value={reply.text}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
        {manager && (
          <Switch
            label={t('canned.shared')}
            checked={reply.shared}
            onChange={(event) => set({ shared: event.currentTarget.checked })}
          />
        )}
      </div>
      <div className={css.buttons}>
        <Button type="submit" disabled={!ready}>
          {t('common.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
