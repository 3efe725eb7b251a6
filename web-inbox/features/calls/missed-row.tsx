import { Button } from '@mantine/core';
import { IconCheck, IconPhone, IconPhoneX, IconUserPlus } from '@tabler/icons-react';
import type { CallView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { dueTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useNow } from '../../ui/clock.ts';
import { askCaller, handled, openCaller } from './actions.ts';
import css from './calls.module.css';

/** A missed call that waits: who, when, and the ways to settle it. */
export function MissedRow({ call }: { call: CallView }) {
  const services = useServices();
  const { t, language } = useWords();
  const now = useNow();
  const operator = useInbox((state) =>
    call.operator === null ? undefined : state.users[call.operator]?.name,
  );
  const number = call.number ?? call.from;
  const name = call.contact?.name ?? (number === '' ? t('calls.hidden') : number);
  const facts = [
    call.contact === null ? t('calls.unknown') : number,
    dueTime(call.startedAt, now, language),
    operator === undefined ? '' : t('calls.ringingFor', { name: operator }),
  ];
  return (
    <div className={css.missed} data-missed={call.id}>
      <span className={css.missedIcon}>
        <IconPhoneX size={17} />
      </span>
      <span className={css.who}>
        {call.contact === null ? (
          <span className={css.name}>{name}</span>
        ) : (
          <button type="button" className={css.name} onClick={() => openCaller(services, call)}>
            {name}
          </button>
        )}
        <span className={css.sub}>{facts.filter((fact) => fact !== '').join(' · ')}</span>
      </span>
      <span className={css.buttons} style={{ margin: 0 }}>
        {call.contact === null && call.number !== null && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconUserPlus size={15} />}
            onClick={() => askCaller(services, call)}
          >
            {t('calls.createContact')}
          </Button>
        )}
        {number !== '' && (
          <Button
            component="a"
            href={`tel:${number}`}
            size="xs"
            variant="light"
            leftSection={<IconPhone size={15} />}
          >
            {t('calls.callBack')}
          </Button>
        )}
        <Button
          size="xs"
          variant="default"
          leftSection={<IconCheck size={15} />}
          onClick={() => handled(services, call.id)}
        >
          {t('calls.handled')}
        </Button>
      </span>
    </div>
  );
}
