import { IconPlus } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { useInbox, useServices } from '../../app/context.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { mergeTasks } from '../../sync/merge-work.ts';
import panel from '../contact/panel.module.css';
import { askTask } from './actions.ts';
import { openTasks } from './task-groups.ts';
import { TaskRow } from './task-row.tsx';

/** The open tasks with a person, and a way to set one more. */
export function ContactTasks({ contact }: { contact: string }) {
  const services = useServices();
  const { t } = useWords();
  const tasks = useInbox((state) => state.tasks);
  const epoch = useStore(services.engine.link, (link) => link.epoch);
  useEffect(() => {
    if (epoch === 0) return;
    services.api
      .tasks({ contact, state: 'open' })
      .then(({ body, cursor }) =>
        services.engine.merge({ cursor, merge: (state) => mergeTasks(state, body.items) }),
      )
      // The panel lives without its tasks; opening it again asks again.
      .catch(() => undefined);
  }, [services, contact, epoch]);
  const open = useMemo(() => openTasks(Object.values(tasks), contact), [tasks, contact]);
  return (
    <section className={panel.section} aria-label={t('task.title')}>
      <h3>{t('task.title')}</h3>
      {open.map((task) => (
        <TaskRow key={task.id} task={task} />
      ))}
      <button type="button" className={panel.add} onClick={() => askTask(services, contact)}>
        <IconPlus size={14} />
        {t('task.add')}
      </button>
    </section>
  );
}
