import { Button, Checkbox, Radio, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useInbox, useServices } from '../../app/context.tsx';
import { type Key, useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import css from './reassign.module.css';
import { type Kind, kinds, requestOf, type What, type Wish } from './wish.ts';

const reasons = ['illness', 'holiday', 'leaving', 'overload'] as const;
interface Props {
  wish: Wish;
  what: What;
  busy: boolean;
  onChange(change: Partial<Wish>): void;
  onPreview(): void;
}

/** Where it goes, why, and what the next one should know. */
export function ReassignForm({ wish, what, busy, onChange, onPreview }: Props) {
  const { t } = useWords();
  const users = useInbox((state) => state.users);
  const teams = useStore(useServices().catalog, (state) => state.teams);
  const [touched, setTouched] = useState(false);
  const people = Object.values(users)
    .filter((user) => !user.disabled && !('from' in what && user.id === what.from))
    .sort((one, other) => one.name.localeCompare(other.name));
  const offered = kinds.filter((kind) => kind !== 'team' || teams.length > 0);
  const missing = touched ? t('accounts.missing') : undefined;
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        setTouched(true);
        if (requestOf(wish, what) !== null) onPreview();
      }}
    >
      {'from' in what && (
        <Radio.Group
          label={t('reassign.what')}
          value={wish.open}
          onChange={(open) => onChange({ open: open as Wish['open'] })}
        >
          <div className={css.choices}>
            <Radio value="open" label={t('reassign.open')} />
            <Radio value="any" label={t('reassign.any')} />
          </div>
        </Radio.Group>
      )}
      <Radio.Group
        label={t('reassign.to')}
        value={wish.kind}
        onChange={(kind) => onChange({ kind: kind as Kind })}
      >
        <div className={css.choices}>
          {offered.map((kind) => (
            <Radio
              key={kind}
              value={kind}
              label={t(`reassign.${kind}`)}
              description={
                kind === 'routing' || kind === 'queue' ? t(`reassign.${kind}Hint` as Key) : undefined
              }
            />
          ))}
        </div>
      </Radio.Group>
      {wish.kind === 'user' && (
        <Select
          label={t('reassign.choosePerson')}
          searchable
          error={wish.user === null ? missing : undefined}
          data={people.map((user) => ({
            value: user.id,
            label: `${user.name} · ${t(`shift.${user.shift}`)}`,
          }))}
          value={wish.user}
          onChange={(user) => onChange({ user })}
        />
      )}
      {wish.kind === 'team' && (
        <Select
          label={t('reassign.chooseTeam')}
          error={wish.team === null ? missing : undefined}
          data={teams.map((team) => ({ value: team.id, label: team.name }))}
          value={wish.team}
          onChange={(team) => onChange({ team })}
        />
      )}
      <Select
        label={t('reassign.reason')}
        allowDeselect={false}
        data={[
          ...reasons.map((reason) => ({ value: reason as string, label: t(`why.${reason}`) })),
          { value: 'own', label: t('reassign.otherReason') },
        ]}
        value={wish.reason}
        onChange={(reason) => reason !== null && onChange({ reason })}
      />
      {wish.reason === 'own' && (
        <TextInput
          label={t('reassign.words')}
          error={wish.words.trim() === '' ? missing : undefined}
          value={wish.words}
          maxLength={500}
          onChange={(event) => onChange({ words: event.currentTarget.value })}
        />
      )}
      <Textarea
        label={t('reassign.note')}
        description={t('reassign.noteHint')}
        rows={3}
        maxLength={5000}
        value={wish.note}
        onChange={(event) => onChange({ note: event.currentTarget.value })}
      />
      {(wish.kind === 'user' || wish.kind === 'routing') && (
        <Checkbox
          label={t('reassign.responsible')}
          checked={wish.responsible}
          onChange={(event) => onChange({ responsible: event.currentTarget.checked })}
        />
      )}
      <Button type="submit" loading={busy}>
        {t('reassign.preview')}
      </Button>
    </form>
  );
}
