import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash, IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import { ApiError } from '../../api/http.ts';
import type { Team } from '../../api/shapes.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { useOffice } from '../../app/office.ts';
import { toast, toastError } from '../../app/toast.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { Empty } from '../../ui/empty.tsx';
import { useAsk } from './ask.tsx';
import css from './page.module.css';
import { useKeepUser } from './use-keep-user.ts';

/** Teams with their members. */
export function TeamsSection() {
  const services = useServices();
  const office = useOffice();
  const { t } = useWords();
  const teams = useStore(services.catalog, (state) => state.teams);
  const [editing, setEditing] = useState<Team | 'new' | null>(null);
  const reload = async (): Promise<void> => {
    const { items } = await office.teams();
    services.catalog.update((state) => ({ ...state, teams: items }));
  };
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
      {t('teams.add')}
    </Button>
  );
  return (
    <>
      <div className={css.title}>
        <h2>{t('teams.title')}</h2>
        {editing === null && teams.length > 0 && add}
      </div>
      <p className={css.hint}>{t('teams.hint')}</p>
      {editing !== null && (
        <TeamForm
          key={editing === 'new' ? 'new' : editing.id}
          team={editing === 'new' ? null : editing}
          reload={reload}
          onDone={() => setEditing(null)}
        />
      )}
      {teams.length === 0 && editing === null && (
        <Empty icon={<IconUsersGroup size={28} />} title={t('teams.empty')} hint={t('teams.emptyHint')}>
          {add}
        </Empty>
      )}
      {teams.length > 0 && (
        <div className={css.rows}>
          {teams.map((team) => (
            <TeamRow key={team.id} team={team} reload={reload} onEdit={() => setEditing(team)} />
          ))}
        </div>
      )}
    </>
  );
}

function TeamRow({ team, reload, onEdit }: { team: Team; reload(): Promise<void>; onEdit(): void }) {
  const office = useOffice();
  const { t } = useWords();
  const [ask, question] = useAsk();
  const users = useInbox((state) => state.users);
  const members = Object.values(users).filter((user) => user.teams.includes(team.id));
  const remove = (): void => {
    office.removeTeam(team.id).then(reload, (error: unknown) => {
      if (error instanceof ApiError && error.code === 'conflict') toast(t('teams.busy'), 'bad');
      else toastError(error);
    });
  };
  return (
    <div className={css.row} data-team={team.name}>
      <span className={css.channelIcon}>
        <IconUsersGroup size={20} />
      </span>
      <span className={css.main}>
        <span className={css.name}>{team.name}</span>
        <span className={css.sub}>
          {members.length === 0
            ? t('teams.nobody')
            : `${t('teams.members', { count: members.length })}: ${members.map((one) => one.name).join(', ')}`}
        </span>
      </span>
      <ActionIcon aria-label={`${t('common.edit')}: ${team.name}`} onClick={onEdit}>
        <IconPencil size={17} />
      </ActionIcon>
      <ActionIcon
        aria-label={`${t('common.delete')}: ${team.name}`}
        onClick={() =>
          ask({ title: t('teams.removeSure', { name: team.name }), yes: t('common.delete') }, remove)
        }
      >
        <IconTrash size={17} />
      </ActionIcon>
      {question}
    </div>
  );
}

interface FormProps {
  team: Team | null;
  reload(): Promise<void>;
  onDone(): void;
}

function TeamForm({ team, reload, onDone }: FormProps) {
  const { api } = useServices();
  const office = useOffice();
  const { t } = useWords();
  const keep = useKeepUser();
  const users = useInbox((state) => state.users);
  const people = Object.values(users)
    .filter((user) => !user.disabled)
    .sort((one, other) => one.name.localeCompare(other.name));
  const [name, setName] = useState(team?.name ?? '');
  const [members, setMembers] = useState<readonly string[]>(
    team === null ? [] : people.filter((user) => user.teams.includes(team.id)).map((user) => user.id),
  );
  const [taken, setTaken] = useState(false);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    const saved =
      team === null
        ? await office.createTeam(name.trim())
        : name.trim() === team.name
          ? team
          : await office.renameTeam(team.id, name.trim());
    for (const user of people) {
      const [is, was] = [members.includes(user.id), user.teams.includes(saved.id)];
      if (is === was) continue;
      const others = user.teams.filter((one) => one !== saved.id);
      keep(await api.changeUser(user.id, { teams: is ? [...others, saved.id] : others }));
    }
    await reload();
    onDone();
  };
  const submit = (): void => {
    setBusy(true);
    save()
      .catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'conflict') setTaken(true);
        else toastError(error);
      })
      .finally(() => setBusy(false));
  };
  return (
    <form
      className={css.group}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={css.fields}>
        <TextInput
          label={t('teams.label')}
          maxLength={100}
          value={name}
          error={taken && t('teams.taken')}
          data-autofocus
          onChange={(event) => {
            setName(event.currentTarget.value);
            setTaken(false);
          }}
        />
        <Checkbox.Group
          label={t('teams.membersOf', { name: name.trim() || '…' })}
          value={[...members]}
          onChange={setMembers}
        >
          <div className={css.fields} style={{ marginTop: 8, gap: 9 }}>
            {people.map((user) => (
              <Checkbox key={user.id} value={user.id} label={user.name} />
            ))}
          </div>
        </Checkbox.Group>
      </div>
      <div className={css.buttons}>
        <Button type="submit" loading={busy} disabled={name.trim() === ''}>
          {t('common.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
