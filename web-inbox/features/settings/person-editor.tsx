import { Button, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { UserView } from '../../../src/api/protocol.ts';
import { ApiError } from '../../api/http.ts';
import type { ChangeUser } from '../../api/shapes.ts';
import { useMe, useServices } from '../../app/context.tsx';
import { toast, toastError } from '../../app/toast.ts';
import { LANGUAGES, type Language, languageNames, useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { useAsk } from './ask.tsx';
import css from './page.module.css';
import { type Role, roles } from './roles.ts';
import { useKeepUser } from './use-keep-user.ts';

/** What one colleague may do and how much they take on. */
export function PersonEditor({ user, onDone }: { user: UserView; onDone(): void }) {
  const { catalog } = useServices();
  const { t } = useWords();
  const teams = useStore(catalog, (state) => state.teams);
  const [form, setForm] = useState({
    name: user.name,
    role: user.role,
    teams: user.teams,
    languages: user.languages ?? [],
    capacity: user.capacity ?? null,
  });
  const change = useChange(user);
  const set = (more: Partial<typeof form>): void => setForm((now) => ({ ...now, ...more }));
  const spoken = [...new Set([...LANGUAGES, ...form.languages])];
  return (
    <form
      className={css.group}
      onSubmit={(event) => {
        event.preventDefault();
        change({ ...form, name: form.name.trim() }, onDone);
      }}
    >
      <h3>{t('staff.change', { name: user.name })}</h3>
      <div className={css.fields}>
        <TextInput
          label={t('common.name')}
          value={form.name}
          maxLength={100}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Select
          label={t('staff.role')}
          description={t(`staff.${form.role}Hint`)}
          allowDeselect={false}
          data={roles.map((role) => ({ value: role, label: t(`staff.${role}`) }))}
          value={form.role}
          onChange={(role) => role !== null && set({ role: role as Role })}
        />
        <MultiSelect
          label={t('staff.teams')}
          description={teams.length === 0 ? t('staff.noTeams') : undefined}
          disabled={teams.length === 0}
          data={teams.map((team) => ({ value: team.id, label: team.name }))}
          value={form.teams}
          onChange={(chosen) => set({ teams: chosen })}
        />
        <MultiSelect
          label={t('staff.languages')}
          description={t('staff.languagesHint')}
          data={spoken.map((one) => ({ value: one, label: languageNames[one as Language] ?? one }))}
          value={form.languages}
          onChange={(languages) => set({ languages })}
        />
        <NumberInput
          label={t('staff.capacity')}
          description={t('staff.capacityHint')}
          min={0}
          max={1000}
          clampBehavior="strict"
          value={form.capacity ?? ''}
          onChange={(capacity) => set({ capacity: typeof capacity === 'number' ? capacity : null })}
        />
      </div>
      <div className={css.buttons}>
        <Button type="submit" disabled={form.name.trim() === ''}>
          {t('common.save')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('common.cancel')}
        </Button>
        <Disable user={user} change={change} onDone={onDone} />
      </div>
    </form>
  );
}

type Change = (what: ChangeUser, then: () => void) => void;

function useChange(user: UserView): Change {
  const { api } = useServices();
  const { t } = useWords();
  const keep = useKeepUser();
  return (what, then) => {
    api
      .changeUser(user.id, what)
      .then((changed) => {
        keep(changed);
        toast(t('settings.saved'));
        then();
      })
      .catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'conflict')
          toast(t('staff.lastAdministrator'), 'bad');
        else toastError(error);
      });
  };
}

/** Nobody is disabled without a word about the people who wait for them. */
function Disable({ user, change, onDone }: { user: UserView; change: Change; onDone(): void }) {
  const { t } = useWords();
  const me = useMe();
  const [ask, question] = useAsk();
  if (user.id === me.id) return null;
  if (user.disabled) {
    return (
      <Button variant="subtle" onClick={() => change({ disabled: false }, onDone)}>
        {t('staff.enable')}
      </Button>
    );
  }
  return (
    <>
      <Button
        variant="subtle"
        color="red"
        onClick={() =>
          ask(
            {
              title: t('staff.disableSure', { name: user.name }),
              hint: `${t('staff.disableHint')} ${t('staff.disableOpen')}`,
              yes: t('staff.disableAnyway'),
            },
            () => change({ disabled: true }, onDone),
          )
        }
      >
        {t('staff.disable')}
      </Button>
      {question}
    </>
  );
}
