import { Button } from '@mantine/core';
import { IconChevronRight, IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { isChannelErrorCode } from '../../../channels/errors.ts';
import type { AccountView } from '../../../src/api/protocol.ts';
import { useInbox, useMe } from '../../app/context.tsx';
import { ChannelIcon, channelName } from '../../channels/icons.tsx';
import { clock, fullTime } from '../../i18n/format.ts';
import { type Key, type Language, type Translate, useWords } from '../../i18n/i18n.ts';
import { Empty } from '../../ui/empty.tsx';
import { AccountEditor } from './account-editor.tsx';
import css from './page.module.css';

/** Connected accounts with their health in plain words; administrators add and change them. */
export function AccountsSection() {
  const { t } = useWords();
  const me = useMe();
  const accounts = useInbox((state) => state.accounts);
  const [editing, setEditing] = useState<{ account: AccountView | null } | null>(null);
  const administrator = me.role === 'administrator';
  if (editing !== null) return <AccountEditor account={editing.account} onDone={() => setEditing(null)} />;
  const list = Object.values(accounts).sort((one, other) => one.name.localeCompare(other.name));
  return (
    <>
      <div className={css.title}>
        <h2>{t('accounts.title')}</h2>
        {administrator && list.length > 0 && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing({ account: null })}>
            {t('accounts.add')}
          </Button>
        )}
      </div>
      {list.length === 0 && (
        <Empty
          icon={<IconPlugConnected size={28} />}
          title={t('accounts.empty')}
          hint={t('accounts.emptyHint')}
        >
          {administrator && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing({ account: null })}>
              {t('accounts.add')}
            </Button>
          )}
        </Empty>
      )}
      {list.length > 0 && (
        <div className={css.rows}>
          {list.map((account) => (
            <AccountRow
              key={account.id}
              account={account}
              onEdit={administrator ? () => setEditing({ account }) : undefined}
            />
          ))}
        </div>
      )}
    </>
  );
}

function AccountRow({ account, onEdit }: { account: AccountView; onEdit: (() => void) | undefined }) {
  const { t, language } = useWords();
  const { health } = account;
  const state = account.enabled ? health.state : 'off';
  const trouble = healthWords(account, t, language);
  return (
    <div className={css.row} data-account={account.id}>
      <span className={css.channelIcon}>
        <ChannelIcon channel={account.channel} size={22} />
      </span>
      <span className={css.main}>
        <span className={css.name}>{account.name}</span>
        <span className={css.sub}>
          {[channelName(account.channel), account.self].filter((part) => part !== undefined).join(' · ')}
        </span>
        {account.connections?.map((one) => (
          <span key={one.name + one.at} className={css.sub}>
            {connectionWords(one, t, language)}
          </span>
        ))}
        {trouble !== null && (
          <span className={css.trouble} data-state={state}>
            {trouble}
          </span>
        )}
        {state === 'online' && health.lastInboundAt !== undefined && (
          <span className={css.sub}>
            {t('accounts.lastIn', { time: fullTime(health.lastInboundAt, language) })}
          </span>
        )}
      </span>
      <span className={css.health} data-state={state} title={fullTime(health.since, language)}>
        {t(`health.${state}`)}
      </span>
      {onEdit !== undefined && (
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          rightSection={<IconChevronRight size={15} />}
          onClick={onEdit}
        >
          {t('common.edit')}
        </Button>
      )}
    </div>
  );
}

/** In whose name the account speaks, and whether it still may. */
function connectionWords(
  { name, enabled, canReply, at }: NonNullable<AccountView['connections']>[number],
  t: Translate,
  language: Language,
): string {
  if (!enabled) return t('connection.off', { name, time: fullTime(at, language) });
  return t(canReply ? 'connection.reads' : 'connection.readsOnly', { name });
}

const actions: readonly string[] = ['re-authorise', 'reconfigure', 'stop-other-consumer'];
/** What is wrong with an account and what to do about it; null when nothing is. */
export function healthWords(account: AccountView, t: Translate, language: Language): string | null {
  const { health } = account;
  if (!account.enabled || (health.state !== 'degraded' && health.state !== 'blocked')) return null;
  const sentences: string[] = [];
  if (health.action !== undefined && actions.includes(health.action)) {
    sentences.push(t(`health.${health.action}` as Key));
  } else if (isChannelErrorCode(health.error)) {
    sentences.push(t(`reason.${health.error}`));
  }
  if (health.detail !== undefined && health.detail !== '') sentences.push(health.detail);
  if (health.nextTryAt !== undefined)
    sentences.push(t('health.nextTry', { time: clock(health.nextTryAt, language) }));
  return sentences.join(' ');
}
