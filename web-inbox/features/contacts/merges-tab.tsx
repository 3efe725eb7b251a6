import { Button, Checkbox, Skeleton } from '@mantine/core';
import { IconGitMerge } from '@tabler/icons-react';
import { useState } from 'react';
import type { MergeView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { toast, toastError } from '../../app/toast.ts';
import { usePages } from '../../app/use-pages.ts';
import { fullTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { Empty } from '../../ui/empty.tsx';
import { suggestionReason } from '../contact/because.ts';
import css from './contacts.module.css';
import { keepContacts, undo } from './merging.ts';
import { movedWords } from './moved.ts';

/** Every merge, newest first, each with the way back. */
export function MergesTab() {
  const services = useServices();
  const { t } = useWords();
  const { items, next, more, refresh } = usePages((cursor) => services.api.merges(cursor));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  if (items === null) {
    return (
      <div className={css.column} aria-hidden="true">
        <Skeleton height={60} mb={8} />
        <Skeleton height={60} />
      </div>
    );
  }
  if (items.length === 0) {
    return <Empty icon={<IconGitMerge size={28} />} title={t('merge.none')} hint={t('merge.noneHint')} />;
  }
  const undoChosen = (): void => {
    setBusy(true);
    services.api
      .undoMerges([...chosen])
      .then(({ items: undone }) => {
        for (const one of undone) keepContacts(services, one.contacts);
        toast(t('merge.undoneMany', { count: undone.length }));
        setChosen([]);
      })
      .catch(toastError)
      .finally(() => {
        setBusy(false);
        refresh().catch(toastError);
      });
  };
  return (
    <div className={css.scroll}>
      <div className={css.column}>
        <div className={css.bar}>
          <p className={css.intro} style={{ margin: 0, flex: 1 }}>
            {t('merge.doneHint')}
          </p>
          {chosen.length > 0 && (
            <Button size="xs" variant="light" loading={busy} onClick={undoChosen}>
              {t('merge.undoAll', { count: chosen.length })}
            </Button>
          )}
        </div>
        <div className={css.list}>
          {items.map((item) => (
            <Line
              key={item.id}
              item={item}
              chosen={item.id !== null && chosen.includes(item.id)}
              onChoose={(id, on) =>
                setChosen((all) => (on ? [...all, id] : all.filter((other) => other !== id)))
              }
              onUndone={() => refresh().catch(toastError)}
            />
          ))}
        </div>
        {next !== null && (
          <Button mt="md" variant="subtle" onClick={() => more().catch(toastError)}>
            {t('common.loadMore')}
          </Button>
        )}
      </div>
    </div>
  );
}

interface LineProps {
  item: MergeView;
  chosen: boolean;
  onChoose(id: string, on: boolean): void;
  onUndone(): void;
}

function Line({ item, chosen, onChoose, onUndone }: LineProps) {
  const services = useServices();
  const { t, language } = useWords();
  const users = useInbox((state) => state.users);
  const [busy, setBusy] = useState(false);
  const { id } = item;
  const from = item.from.map((person) => person.name || t('contact.unnamed')).join(', ');
  const by = item.by === null ? t('merge.house') : (users[item.by]?.name ?? item.by);
  const moved = movedWords(item.moved, t);
  const undone = item.state === 'undone' || item.state === 'undoing';
  const reasons = (item.evidence ?? []).map((reason) => suggestionReason(reason, t));
  const other = item.from[0]?.id;
  const apart = (): void => {
    if (other === undefined) return;
    setBusy(true);
    services.api
      .notSame(item.into, other)
      .then(() => {
        toast(t('person.notSameDone'));
        onUndone();
      })
      .catch(toastError)
      .finally(() => setBusy(false));
  };
  const back = (): void => {
    if (id === null) return;
    setBusy(true);
    void undo(services, id).then((done) => {
      setBusy(false);
      if (done) onUndone();
    });
  };
  return (
    <div className={css.merged} data-merge={id} data-undone={undone || undefined}>
      <Checkbox
        aria-label={t('merge.select', { from })}
        disabled={undone}
        checked={chosen}
        onChange={(event) => id !== null && onChoose(id, event.currentTarget.checked)}
      />
      <div className={css.main}>
        <button
          type="button"
          className={css.person}
          style={{ padding: 0 }}
          onClick={() => services.router.go({ page: 'contact', id: item.into })}
        >
          {t('merge.line', { from, into: item.name || t('contact.unnamed') })}
        </button>
        <div className={css.sub}>
          {[t('merge.by', { by, time: fullTime(item.at, language) }), moved]
            .filter((part) => part !== '')
            .join(' · ')}
        </div>
        {reasons.length > 0 && <div className={css.sub}>{reasons.join(' ')}</div>}
      </div>
      {item.cause === 'link' && !undone && (
        <Button size="xs" variant="subtle" color="gray" loading={busy} onClick={apart}>
          {t('person.notSame')}
        </Button>
      )}
      {item.undoneAt === null && !undone ? (
        <Button size="xs" variant="default" loading={busy} onClick={back}>
          {t('merge.undo')}
        </Button>
      ) : (
        item.undoneAt !== null && (
          <span className={css.sub}>{t('merge.undone', { time: fullTime(item.undoneAt, language) })}</span>
        )
      )}
    </div>
  );
}
