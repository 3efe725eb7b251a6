import { Button, Group, Select, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { TaskView } from '../../../src/api/protocol.ts';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { fromField, moments, toField } from '../../app/moments.ts';
import { useForm } from '../../app/use-form.ts';
import { type Key, useWords } from '../../i18n/i18n.ts';
import { WhenField } from '../../ui/when-field.tsx';
import dialog from '../contacts/dialogs.module.css';
import { changeTask, createTask, removeTask, taskAdded } from './actions.ts';

/** How long before it is due somebody wants to hear of a task, in minutes. */
const ahead = { never: null, atTime: 0, quarter: 15, hour: 60, day: 1440 } as const;
type Ahead = keyof typeof ahead;
const choices = Object.keys(ahead) as Ahead[];

/** A new task for a contact, or a change of one. */
export function TaskForm({ contact, id, onDone }: { contact: string; id: string | null; onDone(): void }) {
  const services = useServices();
  const { t } = useWords();
  const me = useMe();
  const users = useInbox((state) => state.users);
  const task = useInbox((state) => (id === null ? undefined : state.tasks[id]));
  const [title, setTitle] = useState(task?.title ?? '');
  const [due, setDue] = useState(() =>
    toField(task === undefined ? moments.tomorrow(new Date()) : new Date(task.dueAt)),
  );
  const [remind, setRemind] = useState<Ahead>(() => aheadOf(task));
  const [assignee, setAssignee] = useState(task?.assignee ?? me.id);
  const { busy, faults, setFaults, send } = useForm(onDone);
  const save = (): void => {
    const dueAt = fromField(due);
    if (title.trim() === '' || dueAt === null) {
      setFaults(
        title.trim() === '' ? { title: t('taskForm.titleMissing') } : { dueAt: t('taskForm.dueMissing') },
      );
      return;
    }
    const minutes = ahead[remind];
    const remindAt = minutes === null ? null : new Date(Date.parse(dueAt) - minutes * 60_000).toISOString();
    const fields = { title: title.trim(), dueAt, remindAt, assignee };
    send(async () => {
      if (id !== null) await changeTask(services, id, fields);
      else {
        await createTask(services, contact, fields);
        taskAdded();
      }
    });
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Stack gap="md">
        <Textarea
          label={t('taskForm.what')}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={500}
          data-autofocus
          value={title}
          error={faults.title}
          onChange={(event) => setTitle(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey) return;
            event.preventDefault();
            save();
          }}
        />
        <WhenField label={t('taskForm.due')} value={due} error={faults.dueAt} onChange={setDue} />
        <Group grow gap="sm" align="flex-start">
          <Select
            label={t('taskForm.remind')}
            allowDeselect={false}
            data={choices.map((value) => ({ value, label: t(`taskForm.${value}` as Key) }))}
            value={remind}
            error={faults.remindAt}
            onChange={(value) => value !== null && setRemind(value as Ahead)}
          />
          <Select
            label={t('taskForm.assignee')}
            allowDeselect={false}
            data={Object.values(users)
              .filter((user) => !user.disabled || user.id === assignee)
              .map((user) => ({ value: user.id, label: user.name }))}
            value={assignee}
            error={faults.assignee}
            onChange={(value) => value !== null && setAssignee(value)}
          />
        </Group>
        {faults[''] !== undefined && (
          <p className={dialog.error} role="alert">
            {faults['']}
          </p>
        )}
        <Group justify="space-between">
          {task === undefined ? (
            <span />
          ) : (
            <Button variant="subtle" color="red" onClick={() => send(() => removeTask(services, task))}>
              {t('taskForm.remove')}
            </Button>
          )}
          <Group gap="sm">
            <Button variant="default" onClick={onDone}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {t('common.save')}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

function aheadOf(task: TaskView | undefined): Ahead {
  if (task === undefined) return 'quarter';
  if (task.remindAt === undefined) return 'never';
  const minutes = Math.round((Date.parse(task.dueAt) - Date.parse(task.remindAt)) / 60_000);
  return choices.find((choice) => ahead[choice] === minutes) ?? 'atTime';
}
