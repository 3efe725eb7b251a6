import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ChoiceStep, FlowBody, FlowStep } from '../../../src/api/protocol/bot.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './bot.module.css';
import { emptyOption, put } from './draft.ts';
import { KeywordsField, NextField, TextsField } from './fields.tsx';

interface Props {
  step: ChoiceStep;
  path: string;
  body: FlowBody;
  onChange(step: FlowStep): void;
}

/** The buttons of a choice: what stands on them, what else means them, and where they lead. */
export function ChoiceOptions({ step, path, body, onChange }: Props) {
  const { t } = useWords();
  const { options } = step;
  const change = (index: number, option: (typeof options)[number]): void =>
    onChange({ ...step, options: options.map((one, at) => (at === index ? option : one)) });
  return (
    <fieldset className={css.options}>
      <legend>{t('bot.options')}</legend>
      {options.map((option, index) => (
        <div key={option.id} className={css.option}>
          <div className={css.optionHead}>
            <span className={css.number}>{index + 1}</span>
            <span className={css.grow}>
              <TextsField
                short
                path={`${path}.options.${index}.label`}
                label={t('bot.optionLabel')}
                texts={option.label}
                onChange={(label) => change(index, { ...option, label })}
              />
            </span>
            <ActionIcon
              aria-label={t('bot.removeOption', { number: index + 1 })}
              disabled={options.length === 1}
              onClick={() => onChange({ ...step, options: options.filter((_, at) => at !== index) })}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </div>
          <KeywordsField
            path={`${path}.options.${index}.keywords`}
            keywords={option.keywords}
            onChange={(keywords) => change(index, { ...option, keywords })}
          />
          <NextField
            path={`${path}.options.${index}.next`}
            label={t('bot.onward')}
            body={body}
            value={option.next}
            onChange={(next) => change(index, put(option, 'next', next))}
          />
        </div>
      ))}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={15} />}
        disabled={options.length >= 20}
        onClick={() => onChange({ ...step, options: [...options, emptyOption(options)] })}
      >
        {t('bot.addOption')}
      </Button>
    </fieldset>
  );
}
