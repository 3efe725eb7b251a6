import { Button, Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useWords } from '../../i18n/i18n.ts';
import css from './page.module.css';

interface Question {
  title: string;
  hint?: string;
  yes: string;
}

type Ask = (question: Question, act: () => void) => void;

/** Asks before something that is not easily undone. Answers the asking and the dialog to put on the page. */
export function useAsk(): [Ask, ReactNode] {
  const { t } = useWords();
  const [open, setOpen] = useState<{ question: Question; act(): void } | null>(null);
  const dialog = (
    <Modal opened={open !== null} onClose={() => setOpen(null)} title={open?.question.title} size="sm">
      {open?.question.hint !== undefined && <p style={{ marginTop: 0 }}>{open.question.hint}</p>}
      <div className={css.buttons}>
        <Button
          color="red"
          onClick={() => {
            open?.act();
            setOpen(null);
          }}
        >
          {open?.question.yes}
        </Button>
        <Button variant="default" onClick={() => setOpen(null)}>
          {t('common.cancel')}
        </Button>
      </div>
    </Modal>
  );
  return [(question, act) => setOpen({ question, act }), dialog];
}
