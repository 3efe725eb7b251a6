import { IconCircleCheck, IconUserExclamation } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { BoardView } from '../../../src/api/protocol.ts';
import { amount, stretch } from '../../i18n/amounts.ts';
import { shortSpan } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useNow } from '../../ui/clock.ts';
import css from './board.module.css';

/** The figures of the day. The first one must be zero, and leads to its people when it is not. */
export function Tiles({ board, onForgotten }: { board: BoardView; onForgotten(): void }) {
  const { t, language } = useWords();
  const now = useNow();
  const oldest = board.waiting[0]?.since;
  const middle = (seconds: number | null): string => (seconds === null ? '–' : stretch(seconds, language));
  const { forgotten, today } = board;
  return (
    <div className={css.tiles}>
      <button
        type="button"
        className={css.tile}
        data-tone={forgotten > 0 ? 'bad' : 'good'}
        data-forgotten={forgotten}
        onClick={onForgotten}
      >
        <Figure
          icon={forgotten > 0 ? <IconUserExclamation size={20} /> : <IconCircleCheck size={20} />}
          value={amount(forgotten, language)}
          label={t(forgotten > 0 ? 'board.forgotten' : 'board.forgottenNone')}
        />
      </button>
      <Tile
        value={amount(board.waitingTotal, language)}
        label={t('board.waiting')}
        sub={
          oldest === undefined
            ? t('board.calm')
            : t('board.oldest', { span: shortSpan(Math.max(0, now - Date.parse(oldest)), language) })
        }
      />
      <Tile value={middle(today.firstResponseMedian)} label={t('board.first')} sub={t('board.median')} />
      <Tile value={middle(today.resolutionMedian)} label={t('board.resolution')} sub={t('board.median')} />
      <Tile value={amount(today.answered, language)} label={t('board.answered')} />
      <Tile value={amount(today.unanswered, language)} label={t('board.unanswered')} />
    </div>
  );
}

function Tile({ value, label, sub }: { value: string; label: string; sub?: string }) {
  return (
    <div className={css.tile}>
      <Figure value={value} label={label} sub={sub} />
    </div>
  );
}

interface FigureProps {
  icon?: ReactNode;
  value: string;
  label: string;
  sub?: string | undefined;
}

function Figure({ icon, value, label, sub }: FigureProps) {
  return (
    <>
      <span className={css.value}>
        {icon}
        {value}
      </span>
      <span className={css.label}>{label}</span>
      {sub !== undefined && <span className={css.sub}>{sub}</span>}
    </>
  );
}
