import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AccountView } from '../../../src/api/protocol.ts';
import { useMe, useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';
import { ChannelIcon, channelName } from '../../channels/icons.tsx';
import { amount, stretch } from '../../i18n/amounts.ts';
import { fullTime, shortSpan } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useNow } from '../../ui/clock.ts';
import { healthWords } from '../settings/accounts.tsx';
import page from '../settings/page.module.css';
import css from './health.module.css';

/** Below this many seconds a message counts as on time. */
const notableLag = 60;

/** One connection: how it is, since when, what is missing, what to do. */
export function AccountHealth({ account }: { account: AccountView }) {
  const { t, language } = useWords();
  const now = useNow();
  const { health } = account;
  const state = account.enabled ? health.state : 'off';
  const trouble = healthWords(account, t, language);
  const missing = (health.expected ?? 0) - (health.stored ?? 0);
  const drops = health.dropsAt === undefined ? null : Date.parse(health.dropsAt) - now;
  return (
    <section className={page.group} data-health={account.id} data-state={state}>
      <div className={css.head}>
        <span className={page.channelIcon}>
          <ChannelIcon channel={account.channel} size={22} />
        </span>
        <span className={page.main}>
          <span className={page.name}>{account.name}</span>
          <span className={page.sub}>
            {[channelName(account.channel), account.self].filter((part) => part !== undefined).join(' · ')}
          </span>
        </span>
        <span className={page.health} data-state={state}>
          {t(`health.${state}`)} {t('connections.since', { time: fullTime(health.since, language) })}
        </span>
      </div>
      {trouble !== null && (
        <p className={page.trouble} data-state={state}>
          {trouble}
        </p>
      )}
      {drops !== null && (
        <p className={css.drops} role="alert">
          {drops > 0
            ? t('connections.drops', { span: shortSpan(drops, language) })
            : t('connections.dropped')}
        </p>
      )}
      {missing > 0 && <p className={css.drops}>{t('connections.missing', { count: missing })}</p>}
      {health.alarm !== undefined && (
        <p className={page.sub}>{t(health.alarm.told ? 'connections.told' : 'connections.untold')}</p>
      )}
      <dl className={css.facts}>
        <Fact word={t('connections.lastIn')} value={whenOr(health.lastInboundAt)} />
        <Fact word={t('connections.lastOut')} value={whenOr(health.lastOutboundAt)} />
        {health.lagSeconds !== undefined && (
          <Fact
            word={t('connections.lag')}
            value={
              health.lagSeconds < notableLag ? t('connections.noLag') : stretch(health.lagSeconds, language)
            }
          />
        )}
        {health.pending !== undefined && (
          <Fact word={t('connections.pending')} value={amount(health.pending, language)} />
        )}
        {health.expected !== undefined && (
          <Fact word={t('connections.expected')} value={amount(health.expected, language)} />
        )}
        {health.stored !== undefined && (
          <Fact word={t('connections.stored')} value={amount(health.stored, language)} />
        )}
      </dl>
      <Help account={account} />
    </section>
  );

  function whenOr(at: string | undefined): string {
    return at === undefined ? t('connections.never') : fullTime(at, language);
  }
}

function Fact({ word, value }: { word: string; value: string }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Only administrators may touch a connection; others see whom it concerns. */
function Help({ account }: { account: AccountView }) {
  const { api, router } = useServices();
  const { t } = useWords();
  const me = useMe();
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<{ ok: boolean; words: string } | null>(null);
  if (me.role !== 'administrator') return null;
  const check = (): void => {
    setBusy(true);
    api
      .testAccount(account.id)
      .then((answer) =>
        setResult(
          answer.ok
            ? { ok: true, words: t('connections.works') }
            : { ok: false, words: t(`reason.${answer.error}`) },
        ),
      )
      .catch(toastError)
      .finally(() => setBusy(false));
  };
  return (
    <div className={css.help}>
      <Button size="compact-sm" variant="light" loading={busy} onClick={check}>
        {t('connections.check')}
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        onClick={() => router.go({ page: 'settings', section: 'accounts' })}
      >
        {t('connections.settings')}
      </Button>
      {result !== null && (
        <span role="status" className={css.result} data-bad={!result.ok || undefined}>
          {result.words}
        </span>
      )}
    </div>
  );
}
