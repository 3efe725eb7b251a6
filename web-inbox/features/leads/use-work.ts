import { useEffect } from 'react';
import type { CallView, ContactView, WorkCounts } from '../../../src/api/protocol.ts';
import { useInbox, useServices } from '../../app/context.tsx';
import type { LoadedWork } from '../../app/work.ts';
import { useStore } from '../../store/use-store.ts';
import { useNow } from '../../ui/clock.ts';
import { overdueMs } from './status.ts';

export interface MyWork {
  state: LoadedWork['state'];
  counts: WorkCounts | null;
  leads: ContactView[];
  calls: CallView[];
}

/** The person's own work as it is now: what was settled here leaves at once, what comes is asked for. */
export function useWork(): MyWork {
  const { work } = useServices();
  const now = useNow();
  const { state, leads, calls } = useStore(work.store, (loaded) => loaded);
  const counts = useInbox((inbox) => inbox.work);
  const contacts = useInbox((inbox) => inbox.contacts);
  const known = useInbox((inbox) => inbox.calls);
  useEffect(() => work.watch(), [work]);
  return {
    state,
    counts,
    leads: leads
      .flatMap((id) => contacts[id] ?? [])
      .filter((contact) => overdueMs(contact.lead, now) !== null),
    calls: calls.flatMap((id) => known[id] ?? []).filter((call) => call.waiting),
  };
}
