import { Button, Skeleton } from '@mantine/core';
import { IconCloudOff, IconConfetti } from '@tabler/icons-react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { ContactView, TaskView } from '../../../src/api/protocol.ts';
import { useInbox, useMe, useServices } from '../../app/context.tsx';
import { fullTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useStore } from '../../store/use-store.ts';
import { mergeTasks } from '../../sync/merge-work.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { useNow } from '../../ui/clock.ts';
import { Empty } from '../../ui/empty.tsx';
import { MissedRow } from '../calls/missed-row.tsx';
import contacts from '../contacts/contacts.module.css';
import { groupTasks, type TaskGroups } from '../tasks/task-groups.ts';
import { TaskRow } from '../tasks/task-row.tsx';
import { askLead } from './actions.ts';
import css from './day.module.css';
import { overdueWords, statuses } from './status.ts';
import { useWork } from './use-work.ts';

/** The tasks of somebody, kept true: their own for everybody, a colleague's or all for managers. */
function useTasksOf(whose: string): TaskGroups {
  const services = useServices();
  const now = useNow();
  const tasks = useInbox((state) => state.tasks);
  const epoch = useStore(services.engine.link, (link) => link.epoch);
  useEffect(() => {
    if (epoch === 0) return;
    services.api
      .tasks({ assignee: whose, state: 'open' })
      .then(({ body, cursor }) =>
        services.engine.merge({ cursor, merge: (all) => mergeTasks(all, body.items) }),
      )
      // Those that press came with the work itself.
      .catch(() => undefined);
  }, [services, whose, epoch]);
  return useMemo(
    () =>
      groupTasks(
        Object.values(tasks).filter((task) => whose === 'all' || task.assignee === whose),
        now,
      ),
    [tasks, whose, now],
  );
}

/** One person's day: people to turn to, tasks, calls to return; what presses most stands first. */
export function Day() {
  const services = useServices();
  const { t } = useWords();
  const me = useMe();
  const [whose, setWhose] = useState(me.id);
  const { state, leads, calls } = useWork();
  const tasks = useTasksOf(whose);
  if (state === 'loading') return <Skeletons />;
  if (state === 'failed') {
    return (
      <Empty icon={<IconCloudOff size={28} />} title={t('day.failed')} hint={t('link.failed')}>
        <Button size="xs" variant="light" onClick={() => void services.work.refresh()}>
          {t('common.retry')}
        </Button>
      </Empty>
    );
  }
  const own = whose === me.id;
  const pressing = tasks.overdue.length + tasks.today.length + (own ? leads.length + calls.length : 0);
  return (
    <>
      {me.role !== 'operator' && <Whose value={whose} onChange={setWhose} />}
      {pressing === 0 && (
        <div className={css.clear}>
          <Empty icon={<IconConfetti size={28} />} title={t('day.clear')} hint={t('day.clearHint')} />
        </div>
      )}
      {own && calls.length > 0 && (
        <Group title={t('day.calls')} count={calls.length} pressing>
          {calls.map((call) => (
            <MissedRow key={call.id} call={call} />
          ))}
        </Group>
      )}
      {own && leads.length > 0 && (
        <Group title={t('day.overdueLeads')} count={leads.length} pressing>
          {leads.map((contact) => (
            <OverdueLead key={contact.id} contact={contact} />
          ))}
        </Group>
      )}
      <Tasks title={t('day.overdueTasks')} tasks={tasks.overdue} pressing />
      <Tasks title={t('day.today')} tasks={tasks.today} />
      <Tasks title={t('day.later')} tasks={tasks.later} />
    </>
  );
}

/** Managers look at the tasks of others, too. */
function Whose({ value, onChange }: { value: string; onChange(whose: string): void }) {
  const { t } = useWords();
  const me = useMe();
  const users = useInbox((state) => state.users);
  const others = Object.values(users)
    .filter((user) => !user.disabled && user.id !== me.id)
    .sort((one, other) => one.name.localeCompare(other.name));
  if (others.length === 0) return null;
  return (
    <label className={css.whose}>
      {t('day.whose')}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value={me.id}>{t('view.mine')}</option>
        <option value="all">{t('day.everybody')}</option>
        {others.map((user) => (
          <option key={user.id} value={user.id}>
            {user.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Group({
  title,
  count,
  pressing = false,
  children,
}: {
  title: string;
  count: number;
  pressing?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={css.section} aria-label={title}>
      <h2>
        {title}
        <span className={contacts.count} data-warn={pressing || undefined}>
          {count}
        </span>
      </h2>
      <div className={css.list}>{children}</div>
    </section>
  );
}

function Tasks({
  title,
  tasks,
  pressing = false,
}: {
  title: string;
  tasks: readonly TaskView[];
  pressing?: boolean;
}) {
  if (tasks.length === 0) return null;
  return (
    <Group title={title} count={tasks.length} pressing={pressing}>
      {tasks.map((task) => (
        <div key={task.id} className={css.task}>
          <TaskRow task={task} contact />
        </div>
      ))}
    </Group>
  );
}

function OverdueLead({ contact }: { contact: ContactView }) {
  const services = useServices();
  const { t, language } = useWords();
  const now = useNow();
  const { lead } = contact;
  return (
    <div className={css.lead} data-lead={contact.id}>
      <Avatar id={contact.id} name={contact.name} url={contact.avatarUrl} size={34} />
      <span className={css.who}>
        <button
          type="button"
          className={css.name}
          onClick={() => services.router.go({ page: 'contact', id: contact.id })}
        >
          {contact.name || t('contact.unnamed')}
        </button>
        <span className={css.sub}>
          <span className={css.late}>{overdueWords(lead, now, t, language)}</span>
          {lead.plannedFor !== undefined &&
            ` · ${t('day.planned', { date: fullTime(lead.plannedFor, language) })}`}
          {lead.comment !== undefined && ` · ${lead.comment}`}
        </span>
      </span>
      <span className={contacts.buttons}>
        {statuses
          .filter((status) => status !== 'new')
          .map((status) => (
            <Button
              key={status}
              size="xs"
              variant={status === 'planned' ? 'light' : 'default'}
              onClick={() => askLead(services, contact.id, status)}
            >
              {t(status === 'planned' ? 'day.again' : `lead.${status}`)}
            </Button>
          ))}
      </span>
    </div>
  );
}

function Skeletons() {
  return (
    <div aria-hidden="true">
      <Skeleton height={14} width={140} mb={12} />
      <Skeleton height={58} radius={14} mb={24} />
      <Skeleton height={14} width={110} mb={12} />
      <Skeleton height={110} radius={14} />
    </div>
  );
}
