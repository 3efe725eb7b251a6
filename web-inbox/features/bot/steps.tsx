import { ActionIcon, Button, Collapse, Menu } from '@mantine/core';
import {
  IconAlertCircle,
  IconArrowDown,
  IconArrowUp,
  IconChevronRight,
  IconClock,
  IconHelpCircle,
  IconListNumbers,
  IconMessage,
  IconPlus,
  IconQuestionMark,
  IconTag,
  IconTrash,
  IconUserShare,
  type TablerIcon,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { FlowBody, FlowStep, StepKind } from '../../../src/api/protocol/bot.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './bot.module.css';
import { STEP_KINDS, withMoved, withNewStep, withoutStep, withStep } from './draft.ts';
import { problemWords, stepOfProblem, useEditing } from './problems.tsx';
import { StepFields } from './step-fields.tsx';
import { kindWords, stepWords } from './step-title.ts';

const icons: Readonly<Record<StepKind, TablerIcon>> = {
  say: IconMessage,
  ask: IconQuestionMark,
  choice: IconListNumbers,
  questions: IconHelpCircle,
  hours: IconClock,
  set: IconTag,
  handover: IconUserShare,
};

interface Props {
  body: FlowBody;
  onChange(body: FlowBody): void;
}

/** The steps of a flow in their order; one is open at a time. */
export function Steps({ body, onChange }: Props) {
  const { t } = useWords();
  const [open, setOpen] = useState<string | null>(null);
  const add = (kind: StepKind): void => {
    const next = withNewStep(body, kind);
    onChange(next);
    setOpen(next.steps.at(-1)?.id ?? null);
  };
  return (
    <section className={css.group} aria-label={t('bot.steps')}>
      <h2>{t('bot.steps')}</h2>
      <ol className={css.steps}>
        {body.steps.map((step, index) => (
          <StepCard
            key={step.id}
            step={step}
            index={index}
            body={body}
            open={open === step.id}
            onOpen={() => setOpen(open === step.id ? null : step.id)}
            onChange={onChange}
          />
        ))}
      </ol>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="default" leftSection={<IconPlus size={16} />}>
            {t('bot.addStep')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {STEP_KINDS.map((kind) => {
            const Icon = icons[kind];
            return (
              <Menu.Item key={kind} leftSection={<Icon size={17} />} onClick={() => add(kind)}>
                {t(`bot.kind.${kind}`)}
                <div className={css.about}>{t(`bot.about.${kind}`)}</div>
              </Menu.Item>
            );
          })}
        </Menu.Dropdown>
      </Menu>
    </section>
  );
}

interface CardProps extends Props {
  step: FlowStep;
  index: number;
  open: boolean;
  onOpen(): void;
}

function StepCard({ step, index, body, open, onOpen, onChange }: CardProps) {
  const { t } = useWords();
  const { language, problems } = useEditing();
  const Icon = icons[step.kind];
  const mine = problems.filter((problem) => stepOfProblem(problem) === index);
  const whole = mine.find(({ path }) => path === `steps.${index}` || path === `steps.${index}.id`);
  const name = kindWords(t, step);
  return (
    <li className={css.step} data-open={open || undefined}>
      <div className={css.stepHead}>
        <button type="button" className={css.stepName} aria-expanded={open} onClick={onOpen}>
          <IconChevronRight size={16} className={css.chevron} />
          <span className={css.number}>{index + 1}</span>
          <Icon size={18} className={css.stepIcon} />
          <span className={css.stepWords}>
            <span>{name}</span>
            <span className={css.sub}>{stepWords(step, language)}</span>
          </span>
          {mine.length > 0 && (
            <IconAlertCircle size={18} className={css.bad} aria-label={t('bot.hasProblem')} />
          )}
        </button>
        <ActionIcon
          aria-label={t('bot.up', { step: name })}
          disabled={index === 0}
          onClick={() => onChange(withMoved(body, index, -1))}
        >
          <IconArrowUp size={16} />
        </ActionIcon>
        <ActionIcon
          aria-label={t('bot.down', { step: name })}
          disabled={index === body.steps.length - 1}
          onClick={() => onChange(withMoved(body, index, 1))}
        >
          <IconArrowDown size={16} />
        </ActionIcon>
        <ActionIcon
          aria-label={t('bot.removeStep', { step: name })}
          disabled={body.steps.length === 1}
          onClick={() => onChange(withoutStep(body, index))}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </div>
      {whole !== undefined && <p className={css.problem}>{problemWords(t, whole)}</p>}
      <Collapse expanded={open}>
        {open && (
          <StepFields
            step={step}
            path={`steps.${index}`}
            body={body}
            onChange={(next) => onChange(withStep(body, index, next))}
          />
        )}
      </Collapse>
    </li>
  );
}
