import { ActionIcon, Button, Group, Menu, Popover } from '@mantine/core';
import { IconChevronDown, IconClock, IconCoin, IconSend2 } from '@tabler/icons-react';
import { useState } from 'react';
import { snoozeTimes } from '../../app/actions.ts';
import { fullTime } from '../../i18n/format.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import css from './extras.module.css';

interface Props {
  note: boolean;
  ready: boolean;
  /** Why this message may cost money; null when it does not. */
  paid: string | null;
  onSend(sendAt?: Date): void;
  /** Set from outside when the keyboard asks to send. */
  asking: boolean;
  setAsking(open: boolean): void;
}

const times = ['hour', 'evening', 'tomorrow', 'week'] as const;
const timeWords: Readonly<Record<(typeof times)[number], Key>> = {
  hour: 'composer.laterHour',
  evening: 'composer.laterEvening',
  tomorrow: 'composer.laterTomorrow',
  week: 'composer.laterWeek',
};

/** Sends now or later; asks once more before a message that may cost money. */
export function SendButton({ note, ready, paid, onSend, asking, setAsking }: Props) {
  const { t } = useWords();
  const send = (): void => (paid === null ? onSend() : setAsking(true));
  return (
    <Group gap={0} wrap="nowrap">
      <Popover
        opened={asking && paid !== null}
        onChange={setAsking}
        position="top-end"
        width={280}
        trapFocus
        withArrow
      >
        <Popover.Target>
          <Button
            className={note ? '' : (css.sendMain ?? '')}
            size="sm"
            radius={9}
            px={14}
            color={note ? 'yellow.8' : 'okno'}
            disabled={!ready}
            onClick={send}
            rightSection={paid === null ? <IconSend2 size={17} /> : <IconCoin size={17} />}
          >
            <span className={css.sendWord}>{t(note ? 'composer.saveNote' : 'composer.send')}</span>
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <strong>{t('composer.paidTitle')}</strong>
          <p className={css.paid}>{paid}</p>
          <Group justify="flex-end" gap={8}>
            <Button size="xs" variant="default" onClick={() => setAsking(false)}>
              {t('common.cancel')}
            </Button>
            <Button
              size="xs"
              onClick={() => {
                setAsking(false);
                onSend();
              }}
            >
              {t('composer.paidSend')}
            </Button>
          </Group>
        </Popover.Dropdown>
      </Popover>
      {!note && <LaterMenu ready={ready} onPick={onSend} />}
    </Group>
  );
}

function LaterMenu({ ready, onPick }: { ready: boolean; onPick(at: Date): void }) {
  const { t, language } = useWords();
  const [open, setOpen] = useState(false);
  const [own, setOwn] = useState('');
  const chosen = own === '' ? null : new Date(own);
  const past = chosen !== null && !(chosen.getTime() > Date.now());
  const pick = (at: Date): void => {
    setOpen(false);
    setOwn('');
    onPick(at);
  };
  return (
    <Menu opened={open} onChange={setOpen} position="top-end" width={270}>
      <Menu.Target>
        <ActionIcon
          className={css.sendLater ?? ''}
          variant="filled"
          color="okno"
          size={36}
          w={28}
          disabled={!ready}
          aria-label={t('composer.sendLater')}
          title={t('composer.sendLater')}
        >
          <IconChevronDown size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('composer.sendLater')}</Menu.Label>
        {times.map((time) => {
          const at = snoozeTimes[time](new Date());
          return (
            <Menu.Item key={time} leftSection={<IconClock size={16} />} onClick={() => pick(at)}>
              {t(timeWords[time])}
              <div className={css.laterTime}>{fullTime(at.toISOString(), language)}</div>
            </Menu.Item>
          );
        })}
        <Menu.Divider />
        <form
          className={css.laterForm}
          onSubmit={(event) => {
            event.preventDefault();
            if (chosen !== null && !past) pick(chosen);
          }}
        >
          <label>
            {t('composer.laterPick')}
            <input
              type="datetime-local"
              value={own}
              min={localMinute(new Date())}
              onChange={(event) => setOwn(event.currentTarget.value)}
              onKeyDown={(event) => event.stopPropagation()}
            />
          </label>
          {past && <span role="alert">{t('composer.laterPast')}</span>}
          <Button type="submit" size="xs" disabled={chosen === null || past}>
            {t('composer.laterSet')}
          </Button>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}

/** A moment as the browser's own field writes it, in the zone of the person. */
function localMinute(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
