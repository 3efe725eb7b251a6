import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconMailCheck } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import type { UndeliveredCountView, UndeliveredView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { useOffice } from '../../app/office.ts';
import { toastError } from '../../app/toast.ts';
import { dayStart } from '../../app/undelivered.ts';
import { amount } from '../../i18n/amounts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { Empty } from '../../ui/empty.tsx';
import page from '../settings/page.module.css';
import { UndeliveredItem } from './item.tsx';
import css from './undelivered.module.css';

type State = 'all' | 'failed' | 'uncertain' | 'waiting';
type Since = 'today' | 'week';

const states = ['all', 'failed', 'uncertain', 'waiting'] as const;

/** What did not arrive, why, and what can be done about each. */
export function UndeliveredPage() {
  const { undelivered } = useServices();
  const { t, language } = useWords();
  const [state, setState] = useState<State>('all');
  const [since, setSince] = useState<Since>('today');
  const count = useStore(undelivered.store, same);
  const { items, next, failed, load, keep } = useItems(state, since, count);
  const words = (one: State): string => {
    if (count === null || since !== 'today' || one === 'all') return t(`undelivered.${one}`);
    return `${t(`undelivered.${one}`)} · ${amount(count[one], language)}`;
  };
  return (
    <div className={page.page}>
      <div className={page.body}>
        <div className={page.column}>
          <div className={page.title}>
            <h2>{t(since === 'today' ? 'undelivered.title' : 'nav.undelivered')}</h2>
            <SegmentedControl
              size="xs"
              value={since}
              data={[
                { value: 'today', label: t('undelivered.today') },
                { value: 'week', label: t('undelivered.week') },
              ]}
              onChange={(value) => setSince(value as Since)}
            />
          </div>
          <p className={page.hint}>{t('undelivered.hint')}</p>
          <div className={css.filters}>
            <SegmentedControl
              size="xs"
              value={state}
              data={states.map((one) => ({ value: one, label: words(one) }))}
              onChange={(value) => setState(value as State)}
            />
          </div>
          {failed && (
            <Empty icon={<IconAlertTriangle size={28} />} title={t('undelivered.failedToLoad')}>
              <Button size="xs" variant="light" onClick={() => load()}>
                {t('common.retry')}
              </Button>
            </Empty>
          )}
          {!failed && items === null && <Skeleton height={90} radius={14} />}
          {!failed && items !== null && items.length === 0 && (
            <Empty
              icon={<IconMailCheck size={28} />}
              title={t('undelivered.empty')}
              hint={t('undelivered.emptyHint')}
            />
          )}
          {!failed && items !== null && items.length > 0 && (
            <div className={page.rows}>
              {items.map((item) => (
                <UndeliveredItem key={item.id} item={item} onChanged={keep} />
              ))}
            </div>
          )}
          {next !== null && (
            <Button variant="subtle" mt="md" onClick={() => load(next)}>
              {t('common.loadMore')}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}

const same = <T,>(value: T): T => value;

/** The page of the list; read again when the count has moved. */
function useItems(state: State, since: Since, count: UndeliveredCountView | null) {
  const office = useOffice();
  const [items, setItems] = useState<readonly UndeliveredView[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const load = useCallback(
    (cursor?: string) => {
      const now = new Date();
      const from = since === 'today' ? dayStart(now) : dayStart(new Date(now.getTime() - 6 * 86_400_000));
      office
        .undelivered({
          since: from,
          ...(state === 'all' ? {} : { state }),
          ...(cursor === undefined ? {} : { cursor }),
        })
        .then((answer) => {
          setItems((known) => (cursor === undefined ? answer.items : [...(known ?? []), ...answer.items]));
          setNext(answer.next);
          setFailed(false);
        })
        .catch((error: unknown) => {
          if (cursor === undefined) setFailed(true);
          else toastError(error);
        });
    },
    [office, state, since],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another count means that the list has changed
  useEffect(() => load(), [load, count]);
  /** A helped message stays where it is with its new state, until the list is read again. */
  const keep = (changed: UndeliveredView): void =>
    setItems((known) => (known ?? []).map((one) => (one.id === changed.id ? changed : one)));
  return { items, next, failed, load, keep };
}
