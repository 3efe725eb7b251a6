import type { TaskView } from '../../../src/api/protocol.ts';
import type { ChangeTask, NewTask } from '../../api/people-routes.ts';
import type { Services } from '../../app/services.ts';
import { toast, toastError, toastWith } from '../../app/toast.ts';

import { translate } from '../../i18n/i18n.ts';
import { mergeTasks } from '../../sync/merge-work.ts';

const keep = ({ engine }: Services, task: TaskView): void =>
  engine.merge({ cursor: null, merge: (state) => mergeTasks(state, [task]) });

/** Opens the form for a new task, or for one that is there. */
export function askTask({ ui }: Services, contact: string, task: string | null = null): void {
  ui.update((state) => ({ ...state, dialog: { kind: 'task', contact, task } }));
}

/** Rejects with the server's error. */
export async function createTask(services: Services, contact: string, task: NewTask): Promise<void> {
  keep(services, await services.api.createTask(contact, task));
}

/** Rejects with the server's error. */
export async function changeTask(services: Services, id: string, change: ChangeTask): Promise<void> {
  keep(services, await services.api.changeTask(id, change));
}

export async function removeTask(services: Services, { id, rev }: TaskView): Promise<void> {
  await services.api.removeTask(id);
  services.engine.merge({
    cursor: null,
    merge: (state) => {
      const { [id]: _removed, ...tasks } = state.tasks;
      return { ...state, tasks, gone: { ...state.gone, [id]: Math.max(rev, state.gone[id] ?? 0) } };
    },
  });
}

/** Ticks a task off, at once on the screen; offers to take it back. */
export async function finish(services: Services, task: TaskView, done: boolean): Promise<void> {
  const state = done ? 'done' : 'open';
  services.inbox.update((all) => ({ ...all, tasks: { ...all.tasks, [task.id]: { ...task, state } } }));
  try {
    await changeTask(services, task.id, { done });
    if (!done) return;
    const words = translate('task.done', { title: task.title });
    toastWith(words, translate('person.undo'), () => void finish(services, task, false));
  } catch (error) {
    services.inbox.update((all) => ({ ...all, tasks: { ...all.tasks, [task.id]: task } }));
    toastError(error);
  }
}

/** Says that a task is due, with the way to its person. */
export function remind(services: Services, task: TaskView): void {
  const words = translate('task.reminder', { title: `${task.title} · ${task.contact.name}` });
  toastWith(words, translate('task.show'), () =>
    services.router.go({ page: 'contact', id: task.contact.id }),
  );
  if (services.prefs.get().notices && !document.hasFocus() && Notification.permission === 'granted') {
    const notice = new Notification(translate('task.reminder', { title: task.title }), {
      body: task.contact.name,
      tag: task.id,
    });
    notice.onclick = () => {
      window.focus();
      services.router.go({ page: 'contact', id: task.contact.id });
      notice.close();
    };
  }
}

export const taskAdded = (): void => toast(translate('task.added'));
