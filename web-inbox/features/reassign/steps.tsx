import { Button, Progress } from '@mantine/core';
import { IconArrowBackUp, IconCircleCheck, IconInbox, IconUsersGroup } from '@tabler/icons-react';
import type { ReassignmentView } from '../../../src/api/protocol.ts';
import { amount } from '../../i18n/amounts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { Avatar } from '../../ui/avatar.tsx';
import css from './reassign.module.css';

interface PlanProps {
  plan: ReassignmentView;
  busy: boolean;
  onStart(): void;
  onBack(): void;
}

/** What will happen, before it does. */
export function Plan({ plan, busy, onStart, onBack }: PlanProps) {
  const { t } = useWords();
  return (
    <div className={css.form}>
      <h3 className={css.heading}>
        {t(plan.total + plan.contacts === 0 ? 'reassign.nothing' : 'reassign.plan')}
      </h3>
      <PlanRows plan={plan} />
      {plan.contacts > 0 && <p className={css.hint}>{t('reassign.contacts', { count: plan.contacts })}</p>}
      <div className={css.buttons}>
        <Button variant="default" onClick={onBack}>
          {t('common.back')}
        </Button>
        {plan.total + plan.contacts > 0 && (
          <Button loading={busy} onClick={onStart}>
            {t('reassign.start', { count: plan.total })}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Who gets how many, longest first. */
function PlanRows({ plan }: { plan: ReassignmentView }) {
  const { t, language } = useWords();
  const most = Math.max(1, ...plan.plan.map((line) => line.count));
  const lines = [...plan.plan].sort((one, other) => other.count - one.count);
  return (
    <ul className={css.plan}>
      {lines.map((line) => (
        <li key={line.to ?? 'queue'} className={css.line}>
          {line.kind === 'user' && line.to !== null && <Avatar id={line.to} name={line.name} size={26} />}
          {line.kind === 'team' && <IconUsersGroup size={20} />}
          {line.kind === 'queue' && <IconInbox size={20} />}
          <span className={css.name}>{line.kind === 'queue' ? t('board.queue') : line.name}</span>
          <span className={css.bar} aria-hidden="true">
            <span style={{ width: `${(line.count / most) * 100}%` }} />
          </span>
          <span className={css.count}>{amount(line.count, language)}</span>
        </li>
      ))}
    </ul>
  );
}

/** How much of it is over; while it is undone, how much of that. */
function shareOf({ state, total, done, refused, undone, kept }: ReassignmentView): number {
  if (state === 'undoing') return done === 0 ? 1 : (undone + kept) / done;
  return total === 0 ? 1 : (done + refused) / total;
}

interface ProgressProps {
  run: ReassignmentView;
  busy: boolean;
  onUndo(): void;
  onClose(): void;
}

/** How far it is, how it went, and the way back. */
export function Outcome({ run, busy, onUndo, onClose }: ProgressProps) {
  const { t } = useWords();
  const moving = run.state === 'running' || run.state === 'undoing';
  const share = shareOf(run);
  return (
    <div className={css.form} role="status" data-state={run.state}>
      {moving ? (
        <>
          <Progress value={share * 100} animated aria-label={t('reassign.title')} />
          <p className={css.hint}>
            {run.state === 'undoing'
              ? t('reassign.undoing')
              : t('reassign.running', { done: run.done, total: run.total })}
          </p>
        </>
      ) : (
        <p className={css.done}>
          {run.state === 'undone' ? <IconArrowBackUp size={22} /> : <IconCircleCheck size={22} />}
          {run.state === 'undone'
            ? t('reassign.undone', { count: run.undone })
            : t('reassign.done', { count: run.done })}
        </p>
      )}
      {run.state === 'done' && <PlanRows plan={run} />}
      {run.refused > 0 && <p className={css.hint}>{t('reassign.refused', { count: run.refused })}</p>}
      {run.kept > 0 && <p className={css.hint}>{t('reassign.kept', { count: run.kept })}</p>}
      <div className={css.buttons}>
        {run.state === 'done' && run.done + run.contacts > 0 && (
          <Button
            variant="default"
            loading={busy}
            leftSection={<IconArrowBackUp size={16} />}
            onClick={onUndo}
          >
            {t('reassign.undo')}
          </Button>
        )}
        <Button onClick={onClose}>{t('common.close')}</Button>
      </div>
    </div>
  );
}
