import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { FlowBody } from '../../../src/api/protocol/bot.ts';
import { useWords } from '../../i18n/i18n.ts';
import css from './bot.module.css';
import { withFaq, withNewFaq } from './draft.ts';
import { KeywordsField, TextsField } from './fields.tsx';

interface Props {
  body: FlowBody;
  onChange(body: FlowBody): void;
}

/** Questions that people ask often, and what the bot answers. */
export function Faq({ body, onChange }: Props) {
  const { t } = useWords();
  return (
    <section className={css.group} aria-label={t('bot.faq')}>
      <h2>{t('bot.faq')}</h2>
      <p className={css.hint}>{t('bot.faqHint')}</p>
      {body.faq.map((entry, index) => (
        <div key={entry.id} className={css.option}>
          <div className={css.optionHead}>
            <span className={css.number}>{index + 1}</span>
            <span className={css.grow}>
              <KeywordsField
                path={`faq.${index}.keywords`}
                keywords={entry.keywords}
                onChange={(keywords) => onChange(withFaq(body, index, { ...entry, keywords }))}
              />
            </span>
            <ActionIcon
              aria-label={t('bot.removeFaq', { number: index + 1 })}
              onClick={() => onChange({ ...body, faq: body.faq.filter((_, at) => at !== index) })}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </div>
          <TextsField
            path={`faq.${index}.answer`}
            label={t('bot.answer')}
            texts={entry.answer}
            onChange={(answer) => onChange(withFaq(body, index, { ...entry, answer }))}
          />
        </div>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={16} />}
        onClick={() => onChange(withNewFaq(body))}
      >
        {t('bot.addFaq')}
      </Button>
    </section>
  );
}
