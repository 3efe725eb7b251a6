import { Button, Menu } from '@mantine/core';
import { IconCheck, IconMailForward, IconPencil, IconRefresh, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { MessageView, UndeliveredView } from '../../../src/api/protocol.ts';
import { openConversation } from '../../app/actions.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { useOffice } from '../../app/office.ts';
import { toast, toastError } from '../../app/toast.ts';
import { ChannelIcon } from '../../channels/icons.tsx';
import { clock, fullTime } from '../../i18n/format.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { DeliveryMark } from '../../ui/delivery-mark.tsx';
import page from '../settings/page.module.css';
import { reasonSentence } from './reason-sentence.ts';
import css from './undelivered.module.css';

interface Props {
  item: UndeliveredView;
  onChanged(item: UndeliveredView): void;
}

/** One answer that has not reached its person. */
export function UndeliveredItem({ item, onChanged }: Props) {
  const services = useServices();
  const { t, language } = useWords();
  const account = useInbox((state) => (item.account === null ? undefined : state.accounts[item.account]));
  const { delivery, contact } = item;
  if (delivery === null) return null;
  const name = contact.name || t('contact.unnamed');
  const under = delivery.state === 'queued' || delivery.state === 'sending';
  const facts = [
    item.author.name,
    account?.name,
    fullTime(item.sentAt, language),
    under && delivery.maxAttempts !== undefined
      ? t('undelivered.tries', { attempt: delivery.attempts ?? 0, max: delivery.maxAttempts })
      : undefined,
    under && delivery.nextTryAt !== undefined
      ? t('undelivered.nextTry', { time: clock(delivery.nextTryAt, language) })
      : undefined,
  ];
  return (
    <div className={page.row} data-undelivered={item.id} data-state={delivery.state}>
      <Avatar id={contact.id} name={name} channel={item.channel} size={38} />
      <div className={page.main}>
        <span className={page.name}>
          <button
            type="button"
            className={css.open}
            title={t('undelivered.open')}
            onClick={() => openConversation(services, item.conversation, item.seq)}
          >
            {t('undelivered.to', { name })}
          </button>
        </span>
        <span className={css.text}>{item.text || item.attachments.map((file) => file.name).join(', ')}</span>
        <span className={css.reason} data-state={delivery.state}>
          <DeliveryMark state={delivery.state} />
          {delivery.replacedBy === undefined ? reasonSentence(item, t) : t('undelivered.replaced')}
        </span>
        <span className={page.sub}>{facts.filter((fact) => fact !== undefined).join(' · ')}</span>
        {delivery.replacedBy === undefined && <Actions item={item} onChanged={onChanged} />}
      </div>
    </div>
  );
}

function Actions({ item, onChanged }: Props) {
  const services = useServices();
  const office = useOffice();
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const { api } = services;
  const state = item.delivery?.state;
  const act = (work: Promise<MessageView>, done: Key, own = true): void => {
    setBusy(true);
    work
      .then((changed) => {
        if (own) onChanged({ ...changed, contact: item.contact });
        else services.undelivered.refresh();
        toast(t(done));
      })
      .catch(toastError)
      .finally(() => setBusy(false));
  };
  const edit = (): void => {
    services.drafts.change(item.conversation, {
      text: item.text,
      note: false,
      attachments: item.attachments,
    });
    openConversation(services, item.conversation);
    toast(t('undelivered.editing'));
  };
  const settled = state === 'failed' || state === 'uncertain';
  return (
    <div className={css.actions}>
      {settled && (
        <Button
          size="compact-sm"
          variant="light"
          loading={busy}
          leftSection={<IconRefresh size={15} />}
          onClick={() => act(api.retry(item.id), 'undelivered.sentAgain')}
        >
          {t('undelivered.again')}
        </Button>
      )}
      {settled && (
        <OtherWay
          item={item}
          onPick={(account) =>
            act(api.resend(item.id, account, crypto.randomUUID()), 'undelivered.sentOther', false)
          }
        />
      )}
      {state === 'failed' && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconPencil size={15} />}
          onClick={edit}
        >
          {t('undelivered.edit')}
        </Button>
      )}
      {state === 'uncertain' && (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconCheck size={15} />}
          onClick={() => act(office.confirm(item.id), 'undelivered.confirmed')}
        >
          {t('undelivered.arrived')}
        </Button>
      )}
      {(state === 'uncertain' || state === 'queued') && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconX size={15} />}
          onClick={() => act(api.giveUp(item.id), 'undelivered.givenUp')}
        >
          {t('undelivered.giveUp')}
        </Button>
      )}
    </div>
  );
}

/** Other accounts by which the same person can be reached. */
function OtherWay({ item, onPick }: { item: UndeliveredView; onPick(account: string): void }) {
  const { t } = useWords();
  const accounts = useInbox((state) => state.accounts);
  const others = item.delivery?.alternatives ?? [];
  if (others.length === 0) return null;
  return (
    <Menu>
      <Menu.Target>
        <Button size="compact-sm" variant="light" leftSection={<IconMailForward size={15} />}>
          {t('undelivered.otherWay')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {others.map((id) => (
          <Menu.Item
            key={id}
            leftSection={<ChannelIcon channel={accounts[id]?.channel ?? ''} />}
            onClick={() => onPick(id)}
          >
            {accounts[id]?.name ?? id}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
