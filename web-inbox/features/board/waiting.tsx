import { ActionIcon, Checkbox, Menu, SegmentedControl } from '@mantine/core';
import {
  IconArrowsExchange,
  IconCoffee,
  IconDots,
  IconEye,
  IconMessageReport,
  IconUserCheck,
} from '@tabler/icons-react';
import type { BoardView } from '../../../src/api/protocol.ts';
import { assign, openConversation } from '../../app/actions.ts';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { shortSpan } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { useNow } from '../../ui/clock.ts';
import { Empty } from '../../ui/empty.tsx';
import { ShiftDot } from '../conversations/assignee-items.tsx';
import { previewOf, urgencyOf } from '../conversations/list-model.ts';
import css from './board.module.css';

type Waiting = BoardView['waiting'][number];
type Only = 'all' | 'forgotten';

interface Props {
  board: BoardView;
  only: Only;
  onOnly(only: Only): void;
  chosen: readonly string[];
  onChoose(chosen: readonly string[]): void;
}

/** People who wait, the longest first. */
export function WaitingList({ board, only, onOnly, chosen, onChoose }: Props) {
  const { t } = useWords();
  const rows = board.waiting.filter((one) => only === 'all' || one.forgotten);
  const hidden = board.waitingTotal - board.waiting.length;
  return (
    <section className={css.card} aria-label={t('board.all')}>
      <div className={css.cardHead}>
        <SegmentedControl
          size="xs"
          value={only}
          onChange={(value) => onOnly(value as Only)}
          data={[
            { value: 'all', label: `${t('board.all')} · ${board.waitingTotal}` },
            { value: 'forgotten', label: `${t('board.forgotten')} · ${board.forgotten}` },
          ]}
        />
      </div>
      {rows.length === 0 && (
        <Empty
          icon={<IconCoffee size={28} />}
          title={t(only === 'all' ? 'board.empty' : 'board.emptyForgotten')}
          hint={only === 'all' ? t('board.emptyHint') : t('board.forgottenNone')}
        />
      )}
      <ul className={css.list}>
        {rows.map((one) => (
          <WaitingRow
            key={one.conversation.id}
            one={one}
            chosen={chosen.includes(one.conversation.id)}
            onChoose={(on) =>
              onChoose(
                on ? [...chosen, one.conversation.id] : chosen.filter((id) => id !== one.conversation.id),
              )
            }
          />
        ))}
      </ul>
      {hidden > 0 && only === 'all' && <p className={css.foot}>{t('board.more', { count: hidden })}</p>}
    </section>
  );
}

function WaitingRow({
  one,
  chosen,
  onChoose,
}: {
  one: Waiting;
  chosen: boolean;
  onChoose(on: boolean): void;
}) {
  const services = useServices();
  const { t, language } = useWords();
  const now = useNow();
  const me = useMe();
  const row = one.conversation;
  const assignee = useInbox((state) => (row.assignee === null ? undefined : state.users[row.assignee]));
  const teams = useStore(services.catalog, (state) => state.teams);
  const team = teams.find((candidate) => candidate.id === row.team);
  const name = row.contact.name || t('contact.unnamed');
  const channel = row.lastMessage?.channel ?? row.routes[0]?.channel ?? null;
  return (
    <li className={css.row} data-waiting={row.id} data-forgotten={one.forgotten || undefined}>
      <Checkbox
        size="xs"
        aria-label={t('list.select', { name })}
        checked={chosen}
        onChange={(event) => onChoose(event.currentTarget.checked)}
      />
      <button type="button" className={css.person} onClick={() => openConversation(services, row.id)}>
        <Avatar id={row.contact.id} name={name} url={row.contact.avatarUrl} channel={channel} size={34} />
        <span className={css.text}>
          <span className={css.name}>{name}</span>
          <span className={css.preview}>{previewOf(row, t, me.id)}</span>
        </span>
      </button>
      <span className={css.who}>
        {assignee === undefined ? (
          <span className={css.queue}>{team?.name ?? t('board.queue')}</span>
        ) : (
          <>
            <ShiftDot shift={assignee.shift} label={t(`shift.${assignee.shift}`)} /> {assignee.name}
          </>
        )}
        {one.forgotten && <span className={css.forgotten}>{t('board.forgottenMark')}</span>}
      </span>
      <span className={css.wait} data-urgency={urgencyOf(one.since, now)}>
        {shortSpan(Math.max(0, now - Date.parse(one.since)), language)}
      </span>
      <RowMenu id={row.id} name={name} assignee={row.assignee} />
    </li>
  );
}

/** Look in, whisper, take over, hand over: what a manager does with one conversation. */
function RowMenu({ id, name, assignee }: { id: string; name: string; assignee: string | null }) {
  const services = useServices();
  const { t } = useWords();
  const me = useMe();
  const whisper = (): void => {
    services.drafts.change(id, { note: true });
    openConversation(services, id);
  };
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon aria-label={t('board.actions', { name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconEye size={17} />} onClick={() => openConversation(services, id)}>
          {t('board.look')}
        </Menu.Item>
        <Menu.Item leftSection={<IconMessageReport size={17} />} onClick={whisper}>
          {t('board.whisper')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconUserCheck size={17} />}
          onClick={() => {
            openConversation(services, id);
            void assign(services, id, me.id, assignee);
          }}
        >
          {t('board.takeOver')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconArrowsExchange size={17} />}
          onClick={() => services.ui.update((ui) => ({ ...ui, reassign: { conversations: [id] } }))}
        >
          {t('board.reassign')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
