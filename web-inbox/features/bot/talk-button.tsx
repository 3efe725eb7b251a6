import { ActionIcon, Tooltip } from '@mantine/core';
import { IconRobot, IconRobotOff } from '@tabler/icons-react';
import type { ConversationView } from '../../../src/api/protocol.ts';
import { change } from '../../app/actions.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';

/** Takes a conversation over from the bot before a word is said, or hands it back. Absent while the bot is off. */
export function BotTalkButton({ row }: { row: ConversationView }) {
  const services = useServices();
  const { t } = useWords();
  const enabled = useInbox(
    (state) => (state.settings.bot?.value as { enabled?: boolean } | undefined)?.enabled,
  );
  if (enabled !== true || row.status === 'closed') return null;
  const speaks = row.bot === 'active';
  const word = t(speaks ? 'botTalk.takeOver' : 'botTalk.handBack');
  return (
    <Tooltip label={word} multiline maw={260}>
      <ActionIcon
        size={34}
        variant={speaks ? 'light' : 'subtle'}
        color={speaks ? 'okno' : 'gray'}
        aria-label={word}
        aria-pressed={speaks}
        onClick={() => void change(services, row.id, { bot: speaks ? 'silent' : 'active' })}
      >
        {speaks ? <IconRobot size={19} /> : <IconRobotOff size={19} />}
      </ActionIcon>
    </Tooltip>
  );
}
