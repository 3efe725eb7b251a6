import { Button, Checkbox, Radio, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CreateReassignment } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { type Key, useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import css from './reassign.module.css';

const reasons = ['illness', 'holiday', 'leaving', 'overload'] as const;
const kinds = ['routing', 'user', 'team', 'queue'] as const;
type Kind = (typeof kinds)[number];
export type Request = Omit<CreateReassignment, 'dryRun'>;

/** What the form holds; kept while the plan is looked at. */
export interface Wish {
  open: 'open' | 'any';
  kind: Kind;
  user: string | null;
  team: string | null;
  reason: string;
  words: string;
  note: string;
  responsible: boolean;
}

export const firstWish: Wish = {
  open: 'open',
  kind: 'routing',
  user: null,
  team: null,
  reason: 'illness',
  words: '',
  note: '',
  responsible: false,
};

/** The request of a filled form; null while something is missing. */
export function requestOf(
  wish: Wish,
  what: { from: string } | { conversations: readonly string[] },
): Request | null {
  const reason = wish.reason === 'own' ? wish.words.trim() : wish.reason;
  const id = wish.kind === 'user' ? wish.user : wish.kind === 'team' ? wish.team : undefined;
  if (reason === '' || id === null) return null;
  const note = wish.note.trim();
  return {
    ...('from' in what ? { from: what.from } : { conversations: [...what.conversations] }),
    to: { kind: wish.kind, ...(id === undefined ? {} : { id }) },
    responsible: wish.responsible,
    open: 'from' in what ? wish.open : 'any',
    reason,
    ...(note === '' ? {} : { note }),
  };
}

interface Props {
  wish: Wish;
  what: { from: string } | { conversations: readonly string[] };
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
