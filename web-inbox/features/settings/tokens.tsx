import { Alert, Button, CopyButton, TextInput } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import type { TokenItem } from '../../api/office.ts';
import { useOffice } from '../../app/office.ts';
import { toastError } from '../../app/toast.ts';
import { fullTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { Empty } from '../../ui/empty.tsx';
import { useAsk } from './ask.tsx';
import css from './page.module.css';

/** Own access tokens: made for a program, shown once, revoked at any time. */
export function TokensSection() {
  const office = useOffice();
  const { t, language } = useWords();
  const [items, setItems] = useState<readonly TokenItem[] | null>(null);
  const [adding, setAdding] = useState(false);
  const [fresh, setFresh] = useState<string | null>(null);
  const [ask, question] = useAsk();
  const load = useCallback(() => {
    office.tokens().then((answer) => setItems(answer.items), toastError);
  }, [office]);
  useEffect(load, [load]);
  const revoke = (item: TokenItem): void =>
    ask({ title: t('tokens.revokeSure', { name: item.name }), yes: t('tokens.revoke') }, () => {
      office.removeToken(item.id).then(load, toastError);
    });
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      {t('tokens.add')}
    </Button>
  );
  return (
    <>
      <div className={css.title}>
        <h2>{t('tokens.title')}</h2>
        {!adding && items !== null && items.length > 0 && add}
      </div>
      <p className={css.hint}>
        {t('tokens.hint')}{' '}
        <a href="/api/docs" target="_blank" rel="noreferrer">
          {t('tokens.docs')}
        </a>
      </p>
      {fresh !== null && <Fresh token={fresh} onDone={() => setFresh(null)} />}
      {adding && (
        <NewToken
          onCancel={() => setAdding(false)}
          onMade={(token) => {
            setAdding(false);
            setFresh(token);
            load();
          }}
        />
      )}
      {items !== null && items.length === 0 && !adding && fresh === null && (
        <Empty icon={<IconKey size={28} />} title={t('tokens.empty')} hint={t('tokens.emptyHint')}>
          {add}
        </Empty>
      )}
      {items !== null && items.length > 0 && (
        <div className={css.rows}>
          {items.map((item) => (
            <div key={item.id} className={css.row} data-token={item.name}>
              <span className={css.main}>
                <span className={css.name}>{item.name}</span>
                <span className={css.sub}>
                  {t('tokens.created', { time: fullTime(item.createdAt, language) })}
                  {' · '}
                  {item.lastUsedAt === null
                    ? t('tokens.unused')
                    : t('tokens.used', { time: fullTime(item.lastUsedAt, language) })}
                </span>
              </span>
              <Button size="xs" variant="subtle" color="red" onClick={() => revoke(item)}>
                {t('tokens.revoke')}
              </Button>
            </div>
          ))}
        </div>
      )}
      {question}
    </>
  );
}

/** The one moment in which the token can be seen. */
function Fresh({ token, onDone }: { token: string; onDone(): void }) {
  const { t } = useWords();
  return (
    <Alert color="okno" title={t('tokens.once')} mb="md">
      <div className={css.buttons} style={{ marginTop: 4 }}>
        <TextInput
          style={{ flex: 1 }}
          readOnly
          aria-label={t('tokens.value')}
          value={token}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton value={token}>
          {({ copied, copy }) => (
            <Button variant="light" onClick={copy}>
              {t(copied ? 'common.copied' : 'common.copy')}
            </Button>
          )}
        </CopyButton>
        <Button variant="default" onClick={onDone}>
          {t('tokens.done')}
        </Button>
      </div>
    </Alert>
  );
}

function NewToken({ onMade, onCancel }: { onMade(token: string): void; onCancel(): void }) {
  const office = useOffice();
  const { t } = useWords();
  const [name, setName] = useState('');
  return (
    <form
      className={css.group}
      onSubmit={(event) => {
        event.preventDefault();
        office.createToken(name.trim()).then(({ token }) => onMade(token), toastError);
      }}
    >
      <TextInput
        label={t('tokens.label')}
        placeholder={t('tokens.example')}
        maxLength={100}
        value={name}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className={css.buttons}>
        <Button type="submit" disabled={name.trim() === ''}>
          {t('tokens.add')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
