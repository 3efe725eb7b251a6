import { Button, Skeleton } from '@mantine/core';
import { IconDownload, IconRefresh, IconShieldCheck } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { rawUrl } from '../../api/routes.ts';
import type { QuarantineItem } from '../../api/shapes.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { toast, toastError } from '../../app/toast.ts';
import { ChannelIcon } from '../../channels/icons.tsx';
import { fullTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { Empty } from '../../ui/empty.tsx';
import css from '../settings/page.module.css';

/** Input that could not be understood: raw, and with another try. */
export function QuarantinePage() {
  const { api } = useServices();
  const { t } = useWords();
  const count = useInbox((state) => state.quarantine);
  const [items, setItems] = useState<readonly QuarantineItem[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const load = useCallback(
    (cursor?: string) => {
      api
        .quarantine(cursor)
        .then((page) => {
          setItems((known) => (cursor === undefined ? page.items : [...(known ?? []), ...page.items]));
          setNext(page.next);
        })
        .catch(toastError);
    },
    [api],
  );
  const replayAll = (): void => {
    setBusy(true);
    api
      .replayAll()
      .then(({ replayed, quarantined }) => {
        toast(t('quarantine.allDone', { good: Math.max(0, replayed - quarantined), bad: quarantined }));
        load();
      })
      .catch(toastError)
      .finally(() => setBusy(false));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another count means that the list has changed
  useEffect(() => load(), [load, count]);
  return (
    <div className={css.page}>
      <div className={css.body}>
        <div className={css.column}>
          <div className={css.title}>
            <h2>{t('quarantine.title')}</h2>
            {items !== null && items.length > 1 && (
              <Button
                size="xs"
                variant="light"
                loading={busy}
                leftSection={<IconRefresh size={15} />}
                onClick={replayAll}
              >
                {t('quarantine.all')}
              </Button>
            )}
          </div>
          <p className={css.hint}>{t('quarantine.hint')}</p>
          {items === null && <Skeleton height={70} radius={14} />}
          {items !== null && items.length === 0 && (
            <Empty
              icon={<IconShieldCheck size={28} />}
              title={t('quarantine.empty')}
              hint={t('quarantine.emptyHint')}
            />
          )}
          {items !== null && items.length > 0 && (
            <div className={css.rows}>
              {items.map((item) => (
                <Item
                  key={item.id}
                  item={item}
                  onApplied={() => setItems((known) => (known ?? []).filter((one) => one.id !== item.id))}
                />
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

function Item({ item, onApplied }: { item: QuarantineItem; onApplied(): void }) {
  const { api } = useServices();
  const { t, language } = useWords();
  const account = useInbox((state) => state.accounts[item.account]);
  const [busy, setBusy] = useState(false);
  const replay = (): void => {
    setBusy(true);
    api
      .replay(item.id)
      .then(({ quarantined }) => {
        if (quarantined) toast(t('quarantine.still'), 'bad');
        else {
          toast(t('quarantine.applied'));
          onApplied();
        }
      })
      .catch(toastError)
      .finally(() => setBusy(false));
  };
  return (
    <div className={css.row}>
      <span className={css.channelIcon}>
        <ChannelIcon channel={item.channel} size={22} />
      </span>
      <span className={css.main}>
        <span className={css.name}>
          {t(item.problem.code === 'unknown' ? 'quarantine.unknown' : 'quarantine.broken')}
        </span>
        {item.problem.detail !== '' && <span className={css.sub}>{item.problem.detail}</span>}
        <span className={css.sub}>
          {[
            account?.name,
            fullTime(item.receivedAt, language),
            t('quarantine.attempts', { count: item.attempts }),
          ]
            .filter((part) => part !== undefined)
            .join(' · ')}
        </span>
      </span>
      <Button
        component="a"
        href={rawUrl(item.id)}
        download
        variant="subtle"
        color="gray"
        size="xs"
        leftSection={<IconDownload size={15} />}
      >
        {t('quarantine.raw')}
      </Button>
      <Button
        variant="light"
        size="xs"
        loading={busy}
        leftSection={<IconRefresh size={15} />}
        onClick={replay}
      >
        {t('quarantine.replay')}
      </Button>
    </div>
  );
}
