import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconThumbDown, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useWords } from '../../i18n/i18n.ts';
import { Empty } from '../../ui/empty.tsx';
import css from './page.module.css';
import { SaveBar } from './save-bar.tsx';
import { useSetting } from './use-setting.ts';

interface Refusals {
  reasons: string[];
}

/** The company's list of reasons why people do not buy. */
export function RefusalsSection() {
  const { t } = useWords();
  const form = useSetting<Refusals>('refusalReasons', { reasons: [] });
  const { reasons } = form.value;
  const [wanted, setWanted] = useState('');
  const name = wanted.trim();
  const twice = reasons.some((reason) => reason.toLocaleLowerCase() === name.toLocaleLowerCase());
  const put = (list: string[]): void => form.set({ reasons: list });
  const move = (index: number, by: 1 | -1): void => {
    const list = [...reasons];
    const [one] = list.splice(index, 1);
    if (one !== undefined) list.splice(index + by, 0, one);
    put(list);
  };
  return (
    <>
      <div className={css.title}>
        <h2>{t('refusal.title')}</h2>
      </div>
      <p className={css.hint}>{t('refusal.hint')}</p>
      {reasons.length === 0 && (
        <Empty icon={<IconThumbDown size={28} />} title={t('refusal.empty')} hint={t('refusal.emptyHint')} />
      )}
      {reasons.length > 0 && (
        <ol className={css.rows} style={{ margin: 0, padding: 0, listStyle: 'none' }}>
          {reasons.map((reason, index) => (
            <li key={reason} className={css.row}>
              <span className={css.main}>{reason}</span>
              <ActionIcon
                aria-label={t('refusal.up', { reason })}
                disabled={index === 0}
                onClick={() => move(index, -1)}
              >
                <IconArrowUp size={16} />
              </ActionIcon>
              <ActionIcon
                aria-label={t('refusal.down', { reason })}
                disabled={index === reasons.length - 1}
                onClick={() => move(index, 1)}
              >
                <IconArrowDown size={16} />
              </ActionIcon>
              <ActionIcon
                aria-label={t('refusal.remove', { reason })}
                onClick={() => put(reasons.filter((one) => one !== reason))}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </li>
          ))}
        </ol>
      )}
      <form
        className={css.buttons}
        onSubmit={(event) => {
          event.preventDefault();
          if (name === '' || twice) return;
          put([...reasons, name]);
          setWanted('');
        }}
      >
        <TextInput
          style={{ flex: 1 }}
          aria-label={t('refusal.label')}
          placeholder={t('refusal.example')}
          maxLength={200}
          error={name !== '' && twice && t('refusal.twice')}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          leftSection={<IconPlus size={16} />}
          disabled={name === '' || twice}
        >
          {t('refusal.add')}
        </Button>
      </form>
      <SaveBar form={form} blocked={reasons.length === 0} />
    </>
  );
}
