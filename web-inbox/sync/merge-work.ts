import type { CallView, TaskView, WorkView } from '../../src/api/protocol.ts';
import { keepNewer } from './apply.ts';
import { mergeContact } from './merge.ts';
import type { Inbox } from './state.ts';

/** Tasks of an answer; newer knowledge stays. */
export function mergeTasks(state: Inbox, tasks: readonly TaskView[]): Inbox {
  const merged = tasks.reduce((known, task) => keepNewer(known, task, state.gone), state.tasks);
  return { ...state, tasks: merged };
}

/** Calls of an answer. */
export function mergeCalls(state: Inbox, calls: readonly CallView[]): Inbox {
  const merged = calls.reduce((known, call) => keepNewer(known, call, state.gone), state.calls);
  return { ...state, calls: merged };
}

/** Everything that waits for the reader, with its counts. */
export function mergeWork(state: Inbox, work: WorkView): Inbox {
  const people = work.overdueLeads.reduce(mergeContact, state);
  return { ...mergeCalls(mergeTasks(people, work.tasks), work.missedCalls), work: work.counts };
}
