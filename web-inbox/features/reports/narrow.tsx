import { Select } from '@mantine/core';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { channelName } from '../../channels/icons.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import type { Question } from './query.ts';

interface Props {
  question: Question;
  onChange(change: Partial<Question>): void;
}

/** Of which channel, team and colleague. Operators see their own figures, so only the channel is theirs to choose. */
export function Narrow({ question, onChange }: Props) {
  const { t } = useWords();
  const { catalog } = useServices();
  const me = useMe();
  const users = useInbox((state) => state.users);
  const { channels, teams } = useStore(catalog, (state) => state);
  const people = Object.values(users)
    .map(({ id, name }) => ({ id, name }))
    .sort((one, other) => one.name.localeCompare(other.name));
  const choices = [
    {
      name: 'channel',
      all: t('list.allChannels'),
      list: Object.keys(channels).map((id) => ({ id, name: channelName(id) })),
      label: t('reports.channel'),
    },
    ...(me.role === 'operator'
      ? []
      : [
          { name: 'team', all: t('reports.allTeams'), list: teams, label: t('reports.team') },
          { name: 'user', all: t('reports.everybody'), list: people, label: t('reports.person') },
        ]),
  ] as const;
  return choices.map(({ name, all, list, label }) => (
    <Select
      key={name}
      size="xs"
      w={136}
      aria-label={label}
      allowDeselect={false}
      data={[{ value: '', label: all }, ...list.map((one) => ({ value: one.id, label: one.name }))]}
      value={question[name as 'channel' | 'team' | 'user'] ?? ''}
      onChange={(value) => onChange({ [name]: value === '' ? null : value })}
    />
  ));
}
