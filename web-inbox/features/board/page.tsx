import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconArrowsExchange } from '@tabler/icons-react';
import { useState } from 'react';
import { useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { Empty } from '../../ui/empty.tsx';
import css from './board.module.css';
import { ChannelStrip } from './channels.tsx';
import { Operators } from './operators.tsx';
import { Tiles } from './tiles.tsx';
import { useBoard } from './use-board.ts';
import { WaitingList } from './waiting.tsx';

/** Who waits, who works, what is broken: everything a manager needs at a glance. */
export function BoardPage() {
  const services = useServices();
  const { t } = useWords();
  const { board, failed, refresh } = useBoard();
  const [only, setOnly] = useState<'all' | 'forgotten'>('all');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  if (board === null) {
    return failed ? (
      <Empty icon={<IconAlertTriangle size={28} />} title={t('board.failed')}>
        <Button variant="light" size="xs" onClick={refresh}>
          {t('common.retry')}
        </Button>
      </Empty>
    ) : (
      <div className={css.page} aria-hidden="true">
        <Skeleton height={96} radius={14} mb={18} />
        <Skeleton height={320} radius={14} />
      </div>
    );
  }
  const here = new Set(board.waiting.map((one) => one.conversation.id));
  const picked = chosen.filter((id) => here.has(id));
  const handOver = (): void => {
    services.ui.update((ui) => ({ ...ui, reassign: { conversations: picked } }));
    setChosen([]);
  };
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{t('board.title')}</h1>
        <span className={css.hint}>{t('board.hint')}</span>
        {picked.length > 0 && (
          <Button size="xs" leftSection={<IconArrowsExchange size={16} />} onClick={handOver}>
            {t('board.reassign')} {picked.length}
          </Button>
        )}
      </header>
      <Tiles board={board} onForgotten={() => setOnly('forgotten')} />
      <div className={css.columns}>
        <WaitingList board={board} only={only} onOnly={setOnly} chosen={picked} onChoose={setChosen} />
        <div className={css.side}>
          <Operators board={board} />
          <ChannelStrip board={board} />
        </div>
      </div>
    </div>
  );
}
