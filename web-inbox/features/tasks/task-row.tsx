import type { TaskView } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import { dueTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { useNow } from '../../ui/clock.ts';
import { askTask, finish } from './actions.ts';
import css from './tasks.module.css';

/** One task: ticked off at once, changed by its words. `contact` shows whom it is about. */
export function TaskRow({ task, contact = false }: { task: TaskView; contact?: boolean }) {
  const services = useServices();
  const { t, language } = useWords();
  const now = useNow();
  const me = useInbox((state) => state.me?.id);
  const assignee = useInbox((state) => state.users[task.assignee]);
  const { title } = task;
  const done = task.state === 'done';
  const late = !done && Date.parse(task.dueAt) <= now;
  const time = dueTime(task.dueAt, now, language);
  return (
    <div className={css.task} data-task={task.id} data-done={done || undefined}>
      <input
        type="checkbox"
        checked={done}
        aria-label={t(done ? 'task.reopen' : 'task.finish', { title })}
        onChange={() => void finish(services, task, !done)}
      />
      <div style={{ flex: 1, minWidth: 0 }}>
        <button
          type="button"
          className={css.what}
          aria-label={t('task.edit', { title })}
          onClick={() => askTask(services, task.contact.id, task.id)}
        >
          <span>{title}</span>
          <span className={css.due} data-late={late || undefined}>
            {t(late ? 'task.overdue' : 'task.due', { time })}
          </span>
        </button>
        {contact && (
          <button
            type="button"
            className={css.link}
            onClick={() => services.router.go({ page: 'contact', id: task.contact.id })}
          >
            {task.contact.name}
          </button>
        )}
      </div>
      {assignee !== undefined && assignee.id !== me && (
        <span title={assignee.name}>
          <Avatar id={assignee.id} name={assignee.name} size={22} />
        </span>
      )}
    </div>
  );
}
