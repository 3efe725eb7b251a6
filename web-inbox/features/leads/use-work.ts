import { useEffect, useMemo } from 'react';
import type { CallView, ContactView, TaskView, WorkCounts } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import type { LoadedWork } from '../../app/work.ts';
import { useStore } from '../../store/use-store.ts';
import { useNow } from '../../ui/clock.ts';
import { groupTasks, type TaskGroups } from '../tasks/task-groups.ts';
import { overdueMs } from './status.ts';

export interface MyWork {
  state: LoadedWork['state'];
  counts: WorkCounts | null;
  leads: ContactView[];
  calls: CallView[];
  tasks: TaskGroups;
}

const mayBeMissing = <T>(item: T | undefined): item is T => item !== undefined;

/** The person's own work as it is now: what was settled here leaves at once, what comes is asked for. */
export function useWork(): MyWork {
  const { work } = useServices();
  const now = useNow();
  const { state, leads, calls } = useStore(work.store, (loaded) => loaded);
  const counts = useInbox((inbox) => inbox.work);
  const contacts = useInbox((inbox) => inbox.contacts);
  const known = useInbox((inbox) => inbox.calls);
  const tasks = useInbox((inbox) => inbox.tasks);
  const me = useInbox((inbox) => inbox.me?.id);
  useEffect(() => work.watch(), [work]);
  const own = useMemo(
    () =>
      groupTasks(
        Object.values(tasks).filter((task: TaskView) => task.assignee === me),
        now,
      ),
    [tasks, me, now],
  );
  return {
    state,
    counts,
    tasks: own,
    leads: leads
      .map((id) => contacts[id])
      .filter(mayBeMissing)
      .filter((contact) => overdueMs(contact.lead, now) !== null),
    calls: calls
      .map((id) => known[id])
      .filter(mayBeMissing)
      .filter((call) => call.waiting),
  };
}
