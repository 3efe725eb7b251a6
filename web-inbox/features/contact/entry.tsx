import {
  IconArrowDownLeft,
  IconArrowUpRight,
  IconBriefcase,
  IconCheckbox,
  IconCircleDot,
  IconGitMerge,
  IconId,
  IconNote,
  IconPhone,
  IconPhoneX,
  IconRobot,
  IconTargetArrow,
  IconUserShare,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { TimelineEntryView } from '../../../src/api/protocol.ts';
import { openConversation } from '../../app/actions.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { clock, fullTime, shortTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { useNow } from '../../ui/clock.ts';
import { Attachments } from '../thread/attachments.tsx';
import { VoicePlayer } from '../thread/voice-player.tsx';
import css from './entry.module.css';
import { callOf, entryWords, messageOf } from './entry-words.ts';
import { UndoMerge } from './undo-merge.tsx';

const icons: Readonly<Record<string, TablerIcon>> = {
  note: IconNote,
  call: IconPhone,
  assignment: IconUserShare,
  status: IconCircleDot,
  task: IconCheckbox,
  deal: IconBriefcase,
  lead: IconTargetArrow,
  merge: IconGitMerge,
  bot: IconRobot,
  identity: IconId,
};

interface Props {
  entry: TimelineEntryView;
  /** Where its messages can be read; null when they cannot be opened. */
  conversation: string | null;
  /** On the full page: more of the text, the clock instead of the day. */
  wide?: boolean;
}

/** One thing that happened with a person, with what can be done about it. */
export function Entry({ entry, conversation, wide = false }: Props) {
  const services = useServices();
  const { t, language } = useWords();
  const now = useNow();
  const users = useInbox((state) => state.users);
  const teams = useStore(services.catalog, (state) => state.teams);
  const nameOf = (id: unknown): string | null =>
    typeof id === 'string' ? (users[id]?.name ?? teams.find((team) => team.id === id)?.name ?? id) : null;
  const { title, facts } = entryWords(entry, t, language, nameOf);
  const message = messageOf(entry);
  const call = callOf(entry);
  const missed = call?.state === 'missed' && call.direction === 'in';
  const Spoken = message?.direction === 'out' ? IconArrowUpRight : IconArrowDownLeft;
  const Icon = missed ? IconPhoneX : (icons[entry.kind] ?? Spoken);
  const author = wide && message !== undefined && message.direction === 'out' ? message.author.name : null;
  const content = (
    <>
      <span className={css.entryIcon} data-kind={missed ? 'missed' : entry.kind}>
        <Icon size={14} />
      </span>
      <span className={css.entryText}>
        <span>{author === null ? title : `${title} · ${author}`}</span>
        {facts.length > 0 && <span className={css.entryDetail}>{facts.join(wide ? '\n' : ' · ')}</span>}
      </span>
      <time title={fullTime(entry.at, language)} dateTime={entry.at}>
        {wide ? clock(entry.at, language) : shortTime(entry.at, now, language)}
      </time>
    </>
  );
  return (
    <li data-entry={entry.kind}>
      <Frame
        open={
          message === undefined || conversation === null
            ? null
            : () => openConversation(services, conversation, message.seq)
        }
      >
        {content}
      </Frame>
      {wide && message !== undefined && message.attachments.length > 0 && conversation !== null && (
        <div className={css.entryMore}>
          <Attachments items={message.attachments} conversation={conversation} />
        </div>
      )}
      {call?.recordingUrl !== undefined && (
        <div className={css.entryMore}>
          <VoicePlayer item={{ duration: (call.duration ?? 0) * 1000 }} url={call.recordingUrl} />
        </div>
      )}
      {entry.kind === 'merge' && <UndoMerge entry={entry} />}
    </li>
  );
}

function Frame({ open, children }: { open: (() => void) | null; children: ReactNode }) {
  if (open === null) return <div className={css.entry}>{children}</div>;
  return (
    <button type="button" className={css.entry} onClick={open}>
      {children}
    </button>
  );
}
