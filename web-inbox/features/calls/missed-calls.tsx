import { Button, Skeleton } from '@mantine/core';
import { IconPhoneCheck } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import type { CallView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { mergeCalls } from '../../sync/merge-work.ts';
import { Empty } from '../../ui/empty.tsx';
import css from '../contacts/contacts.module.css';
import { MissedRow } from './missed-row.tsx';

const waits = (call: CallView): boolean => call.waiting && call.state === 'missed' && call.direction === 'in';

/** Every missed call that the person may see and that nobody has returned, the newest first. */
export function MissedCalls() {
  const services = useServices();
  const { t } = useWords();
  const calls = useInbox((state) => state.calls);
  const epoch = useStore(services.engine.link, (link) => link.epoch);
  const [next, setNext] = useState<string | null | undefined>(undefined);
  const load = (cursor: string | undefined): void => {
    services.api
      .calls({ state: 'missed', waiting: 'true', ...(cursor === undefined ? {} : { cursor }) })
      .then(({ body, cursor: at }) => {
        services.engine.merge({ cursor: at, merge: (state) => mergeCalls(state, body.items) });
        setNext(body.next);
      })
      .catch(toastError);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again after a snapshot only
  useEffect(() => {
    if (epoch > 0) load(undefined);
  }, [epoch]);
  const rows = useMemo(
    () =>
      Object.values(calls)
        .filter(waits)
        .sort((one, other) => other.startedAt.localeCompare(one.startedAt)),
    [calls],
  );
  if (rows.length === 0 && next === undefined) return <Skeleton height={120} radius={14} />;
  if (rows.length === 0) {
    return <Empty icon={<IconPhoneCheck size={28} />} title={t('calls.none')} hint={t('calls.noneHint')} />;
  }
  return (
    <>
      <p className={css.intro}>{t('calls.noneHint')}</p>
      <div className={css.list}>
        {rows.map((call) => (
          <MissedRow key={call.id} call={call} />
        ))}
      </div>
      {next != null && (
        <Button mt="md" variant="subtle" onClick={() => load(next)}>
          {t('common.loadMore')}
        </Button>
      )}
    </>
  );
}
