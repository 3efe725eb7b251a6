import { useCallback, useEffect, useState } from 'react';
import type { CreateReassignment, ReassignmentView } from '../../../src/api/protocol.ts';
import { useServices } from '../../app/context.tsx';
import { useOffice } from '../../app/office.ts';
import { toastError } from '../../app/toast.ts';

const fallbackMs = 2500;
const moving: readonly string[] = ['running', 'undoing'];

export interface Run {
  plan: ReassignmentView | null;
  run: ReassignmentView | null;
  busy: boolean;
  preview(request: Omit<CreateReassignment, 'dryRun'>): void;
  start(request: Omit<CreateReassignment, 'dryRun'>): void;
  undo(): void;
  /** Back from the plan to the form. */
  rewrite(): void;
}

/** One hand-over from its plan to its end. Progress comes over the socket; should a word be lost, it is asked for. */
export function useRun(): Run {
  const { news } = useServices();
  const office = useOffice();
  const [plan, setPlan] = useState<ReassignmentView | null>(null);
  const [run, setRun] = useState<ReassignmentView | null>(null);
  const [busy, setBusy] = useState(false);
  const id = run?.id ?? null;
  const under = run !== null && moving.includes(run.state);

  useEffect(() => {
    if (id === null) return;
    return news.on((told) => {
      if (told.kind === 'reassignment' && told.reassignment.id === id) setRun(told.reassignment);
    });
  }, [news, id]);

  useEffect(() => {
    if (id === null || !under) return;
    const timer = setTimeout(() => void office.reassignment(id).then(setRun, () => undefined), fallbackMs);
    return () => clearTimeout(timer);
  }, [office, id, under]);

  const ask = useCallback((answer: Promise<ReassignmentView>, keep: (view: ReassignmentView) => void) => {
    setBusy(true);
    answer
      .then(keep)
      .catch(toastError)
      .finally(() => setBusy(false));
  }, []);

  return {
    plan,
    run,
    busy,
    preview: (request) => ask(office.reassign({ ...request, dryRun: true }), setPlan),
    start: (request) => ask(office.reassign({ ...request, dryRun: false }), setRun),
    undo: () => id !== null && ask(office.undoReassignment(id), setRun),
    rewrite: () => setPlan(null),
  };
}
