import { Button, Collapse } from '@mantine/core';
import { IconArrowBackUp, IconChevronDown } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import type { ReassignmentView } from '../../../src/api/protocol.ts';
import { useInbox } from '../../app/context.tsx';
import { useOffice } from '../../app/office.ts';
import { toastError } from '../../app/toast.ts';
import { fullTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { reasonWords } from '../conversations/reason.ts';
import css from './reassign.module.css';

/** What was handed over before, with its reason, and still to be undone. */
export function Earlier() {
  const office = useOffice();
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const [items, setItems] = useState<readonly ReassignmentView[] | null>(null);
  const load = useCallback(() => {
    office.reassignments().then(({ items: found }) => setItems(found), toastError);
  }, [office]);
  useEffect(() => {
    if (open) load();
  }, [open, load]);
  const undo = (id: string): void => {
    office.undoReassignment(id).then(load, toastError);
  };
  return (
    <div className={css.earlier}>
      <button type="button" className={css.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
        <IconChevronDown size={15} data-open={open || undefined} />
        {t('reassign.history')}
      </button>
      <Collapse expanded={open}>
        {items !== null && items.length === 0 && <p className={css.hint}>{t('reassign.historyEmpty')}</p>}
        <ul className={css.plan}>
          {(items ?? []).map((item) => (
            <Line key={item.id ?? item.at} item={item} onUndo={undo} />
          ))}
        </ul>
      </Collapse>
    </div>
  );
}

function Line({ item, onUndo }: { item: ReassignmentView; onUndo(id: string): void }) {
  const { t, language } = useWords();
  const users = useInbox((state) => state.users);
  const by = users[item.by]?.name ?? item.by;
  const from = item.from === null ? null : (users[item.from]?.name ?? null);
  const words = [
    from,
    t('reassign.moved', { count: item.done }),
    reasonWords(t, item.reason),
    item.state === 'undone' ? t('reassign.stateUndone') : null,
    item.state === 'running' || item.state === 'undoing' ? t('reassign.stateRunning') : null,
  ];
  return (
    <li className={css.line}>
      <span className={css.name}>
        {words.filter((word) => word !== null).join(' · ')}
        <span className={css.sub}>{t('reassign.line', { by, time: fullTime(item.at, language) })}</span>
      </span>
      {item.state === 'done' && item.id !== null && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconArrowBackUp size={14} />}
          onClick={() => item.id !== null && onUndo(item.id)}
        >
          {t('reassign.undo')}
        </Button>
      )}
    </li>
  );
}
