import { Button, CloseButton } from '@mantine/core';
import { IconPhoneIncoming } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { RingingCall } from '../../../src/api/protocol.ts';
import { assign } from '../../app/actions.ts';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { announce, askCaller, openCaller } from './actions.ts';
import css from './calls.module.css';

/** Telephones that ring, beside whatever is being done. */
export function RingingCards() {
  const services = useServices();
  const { t } = useWords();
  const calls = useStore(services.ringing.store, (all) => all);
  const newest = calls[0];
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for every call
  useEffect(() => {
    if (newest !== undefined) announce(services, newest);
  }, [newest?.id]);
  return (
    <section className={css.cards} role="status" aria-label={t('calls.region')}>
      {calls.map((call) => (
        <Card key={call.id} call={call} />
      ))}
    </section>
  );
}

function Card({ call }: { call: RingingCall }) {
  const services = useServices();
  const { t } = useWords();
  const me = useMe();
  const users = useInbox((state) => state.users);
  const known = call.contact !== null;
  const number = call.number ?? call.from;
  const name = call.contactName || call.contact?.name || number || t('calls.hidden');
  const responsible = call.responsible === undefined ? undefined : users[call.responsible]?.name;
  const target = call.operator === null ? undefined : users[call.operator]?.name;
  const hide = (): void => services.ringing.hide(call.id);
  const then = (act: () => void) => () => {
    hide();
    act();
  };
  const facts = [
    known ? number : t('calls.unknown'),
    responsible === undefined ? '' : t('calls.responsible', { name: responsible }),
    target === undefined ? '' : t('calls.ringingFor', { name: target }),
  ];
  return (
    <article className={css.card} data-call={call.id}>
      <div className={css.top}>
        <span className={css.ring}>
          <IconPhoneIncoming size={18} />
        </span>
        <span className={css.who}>
          <strong>{name}</strong>
          <span className={css.sub}>{facts.filter((fact) => fact !== '').join(' · ')}</span>
        </span>
        <CloseButton aria-label={t('calls.hide')} onClick={hide} />
      </div>
      {call.lastWords !== undefined && call.lastWords !== '' && (
        <p className={css.words}>{t('calls.lastWords', { words: call.lastWords })}</p>
      )}
      <div className={css.buttons}>
        {known ? (
          <Button size="xs" onClick={then(() => openCaller(services, call))}>
            {t('calls.open')}
          </Button>
        ) : (
          <Button size="xs" onClick={then(() => askCaller(services, call))}>
            {t('calls.createContact')}
          </Button>
        )}
        {call.conversation !== null && (
          <Button
            size="xs"
            variant="default"
            onClick={then(() => void assign(services, call.conversation ?? '', me.id))}
          >
            {t('calls.assignMe')}
          </Button>
        )}
      </div>
    </article>
  );
}
