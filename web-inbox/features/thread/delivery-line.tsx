import { Menu } from '@mantine/core';
import { useEffect, useState } from 'react';
import { isChannelErrorCode } from '../../../channels/errors.ts';
import type { MessageView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { toast, toastError } from '../../app/toast.ts';
import { clock } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { mergeMessages } from '../../sync/merge.ts';
import css from './delivery-line.module.css';
import { ScheduledLine } from './scheduled-line.tsx';

type PartState = NonNullable<NonNullable<MessageView['delivery']>['parts']>['states'][number];

/** What became of an answer when it is not simply on its way: in words, with what can be done. */
export function DeliveryLine({ message }: { message: MessageView }) {
  const { t, language } = useWords();
  const delivery = message.delivery;
  if (delivery === null) return null;
  const { state, nextTryAt } = delivery;
  const retrying = (state === 'queued' || state === 'sending') && (delivery.attempts ?? 0) > 0;
  const partial = (delivery.parts?.states ?? []).some((one) => one === 'failed');
  const quiet = !['uncertain', 'failed', 'cancelled'].includes(state) && !retrying && !partial;
  if (state === 'queued' && delivery.sendAt !== undefined)
    return <ScheduledLine message={message} at={delivery.sendAt} />;
  if (undoable(delivery.undoUntil, state))
    return <UndoLine message={message} until={delivery.undoUntil ?? ''} />;
  if (quiet) return null;
  const reason = isChannelErrorCode(delivery.reason) ? delivery.reason : null;
  return (
    <div className={css.line} data-state={state} role="status">
      <div>
        <strong>{t(`delivery.${state}`)}.</strong>{' '}
        {state === 'uncertain' ? t('delivery.uncertainHint') : reason !== null && t(`reason.${reason}`)}
        {delivery.detail !== undefined && state === 'failed' && (
          <span className={css.detail}> {delivery.detail}</span>
        )}
        {retrying && nextTryAt !== undefined && (
          <span>
            {' '}
            {delivery.maxAttempts === undefined
              ? t('delivery.nextTryPlain', { time: clock(nextTryAt, language) })
              : t('delivery.nextTry', {
                  time: clock(nextTryAt, language),
                  attempt: delivery.attempts ?? 1,
                  max: delivery.maxAttempts,
                })}
          </span>
        )}
        <Parts states={delivery.parts?.states ?? []} />
      </div>
      <DeliveryActions message={message} />
    </div>
  );
}

/** A message that became several on the network: what of each, where they differ. */
function Parts({ states }: { states: readonly PartState[] }) {
  const { t } = useWords();
  if (new Set(states).size < 2) return null;
  return (
    <span className={css.detail}>
      {states.map((state, index) => {
        const word = t(`delivery.${state === 'waiting' ? 'queued' : state}`);
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one message never move
        return <span key={index}> {t('delivery.part', { number: index + 1, state: word })}</span>;
      })}
    </span>
  );
}

const undoable = (until: string | undefined, state: string): boolean =>
  state === 'queued' && until !== undefined && Date.parse(until) > Date.now();

/** The moments in which an answer can still be taken back. */
function UndoLine({ message, until }: { message: MessageView; until: string }) {
  const { api, engine, drafts } = useServices();
  const { t } = useWords();
  const [left, setLeft] = useState(() => Math.ceil((Date.parse(until) - Date.now()) / 1000));
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.ceil((Date.parse(until) - Date.now()) / 1000)), 500);
    return () => clearInterval(timer);
  }, [until]);
  const undo = (): void => {
    api
      .cancel(message.id)
      .then((changed) => {
        engine.merge({
          cursor: null,
          merge: (state) => mergeMessages(state, changed.conversation, [changed]),
        });
        const { text = '' } = drafts.store.get()[message.conversation] ?? {};
        if (text === '') {
          drafts.change(message.conversation, { text: message.text, attachments: message.attachments });
        }
        toast(t('delivery.undone'));
      })
      .catch(() => toast(t('delivery.tooLate'), 'bad'));
  };
  if (left <= 0) return null;
  return (
    <div className={css.undo}>
      {t('delivery.undoIn', { seconds: left })}
      <button type="button" onClick={undo}>
        {t('delivery.undo')}
      </button>
    </div>
  );
}

function DeliveryActions({ message }: { message: MessageView }) {
  const { api, engine } = useServices();
  const { t } = useWords();
  const state = message.delivery?.state;
  const act = (work: Promise<MessageView>): void => {
    work
      .then((changed) =>
        engine.merge({
          cursor: null,
          merge: (inbox) => mergeMessages(inbox, changed.conversation, [changed]),
        }),
      )
      .catch(toastError);
  };
  return (
    <div className={css.actions}>
      {(state === 'failed' || state === 'uncertain') && (
        <button type="button" onClick={() => act(api.retry(message.id))}>
          {t('delivery.retry')}
        </button>
      )}
      {(state === 'uncertain' || state === 'queued') && (
        <button type="button" onClick={() => act(api.giveUp(message.id))}>
          {t(state === 'uncertain' ? 'delivery.markFailed' : 'delivery.giveUp')}
        </button>
      )}
      {(state === 'failed' || state === 'uncertain') && (
        <OtherWay
          message={message}
          onPick={(account) => act(api.resend(message.id, account, crypto.randomUUID()))}
        />
      )}
    </div>
  );
}

function OtherWay({ message, onPick }: { message: MessageView; onPick(account: string): void }) {
  const { t } = useWords();
  const routes = useInbox((state) => state.conversations[message.conversation]?.routes);
  const accounts = useInbox((state) => state.accounts);
  const others = (routes ?? []).filter((route) => route.account !== message.account && route.reachable);
  if (others.length === 0) return null;
  return (
    <Menu>
      <Menu.Target>
        <button type="button">{t('delivery.otherWay')}</button>
      </Menu.Target>
      <Menu.Dropdown>
        {others.map((route) => (
          <Menu.Item key={route.account} onClick={() => onPick(route.account)}>
            {accounts[route.account]?.name ?? route.channel} · {route.address}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
