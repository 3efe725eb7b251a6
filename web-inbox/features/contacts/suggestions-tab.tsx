import { Button, Checkbox, Skeleton } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import type { SuggestionView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { toast, toastError } from '../../app/toast.ts';
import { usePages } from '../../app/use-pages.ts';
import { useWords } from '../../i18n/i18n.ts';
import { Empty } from '../../ui/empty.tsx';
import css from './contacts.module.css';
import { elder, keepContacts } from './merging.ts';
import { SuggestionCard } from './suggestion-card.tsx';

/** Pairs that may be one person, decided one by one or together. */
export function SuggestionsTab() {
  const services = useServices();
  const { t } = useWords();
  const gone = useInbox((state) => state.gone);
  const { items, next, more, drop } = usePages((cursor) => services.api.suggestions(cursor));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [done, setDone] = useState<{ done: number; total: number } | null>(null);
  if (items === null) return <Skeletons />;
  const pairs = items.filter((pair) =>
    pair.contacts.every((contact) => (gone[contact.id] ?? -1) < contact.rev),
  );
  if (pairs.length === 0) {
    return (
      <Empty
        icon={<IconUsersGroup size={28} />}
        title={t('suggestion.none')}
        hint={t('suggestion.noneHint')}
      />
    );
  }
  const picked = pairs.filter((pair) => chosen.includes(pair.id));
  const mergeAll = async (): Promise<void> => {
    let merged = 0;
    for (const [index, pair] of picked.entries()) {
      setDone({ done: index, total: picked.length });
      merged += (await mergeQuietly(pair)) ? 1 : 0;
    }
    setDone(null);
    setChosen([]);
    if (merged > 0) toast(t('suggestion.mergedMany', { count: merged }));
    const failed = picked.length - merged;
    if (failed > 0) toast(t('suggestion.failedMany', { count: failed }), 'bad');
  };
  const mergeQuietly = async (pair: SuggestionView): Promise<boolean> => {
    const [stays, goes] = elder(...pair.contacts);
    try {
      const { contact } = await services.api.merge(stays.id, { from: goes.id });
      keepContacts(services, [contact]);
      drop(pair.id);
      return true;
    } catch {
      return false;
    }
  };
  return (
    <div className={css.scroll}>
      <div className={css.column}>
        <p className={css.intro}>{t('suggestion.hint')}</p>
        <div className={css.bar}>
          <Checkbox
            label={t('suggestion.all')}
            checked={picked.length === pairs.length}
            indeterminate={picked.length > 0 && picked.length < pairs.length}
            onChange={(event) => setChosen(event.currentTarget.checked ? pairs.map((pair) => pair.id) : [])}
          />
          {picked.length > 0 && (
            <Button size="xs" loading={done !== null} onClick={() => void mergeAll()}>
              {t('suggestion.mergeMany', { count: picked.length })}
            </Button>
          )}
          {done !== null && <span role="status">{t('suggestion.progress', done)}</span>}
        </div>
        {pairs.map((pair) => (
          <SuggestionCard
            key={pair.id}
            pair={pair}
            chosen={chosen.includes(pair.id)}
            onChoose={(on) =>
              setChosen((all) => (on ? [...all, pair.id] : all.filter((id) => id !== pair.id)))
            }
            onSettled={() => drop(pair.id)}
          />
        ))}
        {next !== null && (
          <Button variant="subtle" onClick={() => more().catch(toastError)}>
            {t('common.loadMore')}
          </Button>
        )}
      </div>
    </div>
  );
}

function Skeletons() {
  return (
    <div className={css.column} aria-hidden="true">
      <Skeleton height={150} radius={14} mb={14} />
      <Skeleton height={150} radius={14} />
    </div>
  );
}
