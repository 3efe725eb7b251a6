import { Button, Group, Skeleton } from '@mantine/core';
import { IconArrowsLeftRight } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { ContactView, MergeField, MergeView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { toastError } from '../../app/toast.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/i18n.ts';
import dialog from './dialogs.module.css';
import { MergeTable } from './merge-table.tsx';
import { keepContacts, merge } from './merging.ts';
import { movedWords } from './moved.ts';
import { PersonPicker } from './person-picker.tsx';

type Choices = Partial<Record<MergeField, string>>;

/** Two contacts become one: who the other is, what stays where they differ, what will move, and the step itself. */
export function MergeDialog({
  contact,
  other,
  onDone,
}: {
  contact: string;
  other: string | null;
  onDone(): void;
}) {
  const services = useServices();
  const { t } = useWords();
  const [pair, setPair] = useState<{ into: string; from: string | null }>({ into: contact, from: other });
  const people = useInbox((state) => state.contacts);
  const into = people[pair.into];
  const from = pair.from === null ? undefined : people[pair.from];
  useEffect(() => {
    for (const id of [pair.into, pair.from]) {
      if (id !== null && services.inbox.get().contacts[id] === undefined) {
        services.threads.contact(id).catch(toastError);
      }
    }
  }, [services, pair]);
  if (pair.from === null) {
    return (
      <PersonPicker
        label={t('merge.find')}
        except={pair.into}
        onPick={(found) => {
          keepContacts(services, [found]);
          setPair({ into: pair.into, from: found.id });
        }}
      />
    );
  }
  if (into === undefined || from === undefined) return <Skeleton height={260} radius={10} />;
  return (
    <Compare
      key={`${into.id} ${from.id}`}
      into={into}
      from={from}
      onSwap={() => setPair({ into: from.id, from: into.id })}
      onOther={() => setPair({ into: pair.into, from: null })}
      onDone={onDone}
    />
  );
}

interface CompareProps {
  into: ContactView;
  from: ContactView;
  onSwap(): void;
  onOther(): void;
  onDone(): void;
}

function Compare({ into, from, onSwap, onOther, onDone }: CompareProps) {
  const services = useServices();
  const { t } = useWords();
  const [choices, setChoices] = useState<Choices>({});
  const [preview, setPreview] = useState<MergeView | null>(null);
  const { busy, faults, send, setFaults } = useForm(onDone);
  useEffect(() => {
    let stale = false;
    services.api
      .merge(into.id, { from: from.id, dryRun: true })
      .then((answer) => !stale && setPreview(answer))
      .catch((error: unknown) => !stale && toastError(error));
    return () => {
      stale = true;
    };
  }, [services, into.id, from.id]);
  const choose = (field: MergeField, id: string): void => {
    setChoices((all) => ({ ...all, [field]: id }));
    setFaults({});
  };
  const moves = preview === null ? null : movedWords(preview.moved, t);
  const fault = Object.values(faults)[0];
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send(() => merge(services, into.id, { from: from.id, fields: choices }));
      }}
    >
      <MergeTable
        into={into}
        from={from}
        conflicts={preview?.conflicts ?? []}
        choices={choices}
        onChoose={choose}
      />
      <div className={dialog.moves} role="status">
        {moves === null
          ? t('merge.counting')
          : moves === ''
            ? t('merge.movesNothing')
            : t('merge.moves', { what: moves })}
        <br />
        {t('merge.undoHint')}
      </div>
      {fault !== undefined && (
        <p className={dialog.error} role="alert">
          {fault}
        </p>
      )}
      <Group justify="space-between" mt="sm">
        <Group gap="xs">
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconArrowsLeftRight size={16} />}
            onClick={onSwap}
          >
            {t('merge.swap')}
          </Button>
          <Button variant="subtle" color="gray" onClick={onOther}>
            {t('merge.another')}
          </Button>
        </Group>
        <Button type="submit" loading={busy} disabled={preview === null}>
          {t('merge.confirm')}
        </Button>
      </Group>
    </form>
  );
}
