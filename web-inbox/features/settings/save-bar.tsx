import { Button } from '@mantine/core';
import { useWords } from '../../i18n/i18n.ts';
import css from './page.module.css';

interface Props {
  form: { dirty: boolean; busy: boolean; save(): void };
  /** Why it cannot be saved yet. */
  blocked?: boolean;
}

/** The button at the end of a form, awake only when there is something to save. */
export function SaveBar({ form, blocked = false }: Props) {
  const { t } = useWords();
  return (
    <div className={css.buttons}>
      <Button disabled={!form.dirty || blocked} loading={form.busy} onClick={form.save}>
        {t('common.save')}
      </Button>
      {form.dirty && <span className={css.sub}>{t('settings.unsaved')}</span>}
    </div>
  );
}
