import type { House } from '../../house.ts';
import { releaseContacts } from '../../store/contacts.ts';
import { changeMerge, deleteMerge, type MergeDoc, mergeById, unfinishedMerges } from '../../store/merges.ts';
import { MERGE_STEPS } from './run.ts';
import { UNDO_STEPS } from './undo.ts';

/** How long a process keeps a merge to itself without saying so again. */
const LEASE_MS = 30_000;
const EVERY_MS = 5_000;

/**
 * Carries a merge or an undo on to its end, from wherever an earlier life left it. Answers it as it is then; null when
 * another process is at it.
 */
export async function carryOn(house: House, id: string, force = false): Promise<MergeDoc | null> {
  const { merges } = house.store;
  const lease = () => ({ lockedUntil: new Date(Date.now() + LEASE_MS) });
  const free = force ? {} : { $or: [{ lockedUntil: null }, { lockedUntil: { $lte: new Date() } }] };
  const taken = await changeMerge(merges, id, lease(), free);
  if (taken === null) return null;
  let merge = taken;
  let renewed = Date.now();
  const alive = async () => {
    if (Date.now() - renewed < LEASE_MS / 3) return;
    renewed = Date.now();
    await changeMerge(merges, id, lease());
  };
  for (;;) {
    const steps = merge.state === 'moving' ? MERGE_STEPS : merge.state === 'undoing' ? UNDO_STEPS : [];
    const step = steps[merge.step];
    if (step === undefined) return merge;
    await whileLeased(() => step(house, merge, alive), alive);
    renewed = Date.now();
    const last = merge.step + 1 === steps.length;
    const ended: Partial<MergeDoc> =
      merge.state === 'moving' ? { state: 'done' } : { state: 'undone', undoneAt: merge.undoing?.at ?? null };
    const next = await changeMerge(merges, id, {
      step: last ? 0 : merge.step + 1,
      ...(last ? { ...ended, lockedUntil: new Date(0) } : lease()),
    });
    if (next === null) throw new Error(`The merge ${id} has vanished.`);
    merge = next;
  }
}

/** Reading a long thread may take longer than a lease; it is kept meanwhile, so that nobody else begins the same. */
async function whileLeased(step: () => Promise<void>, alive: () => Promise<void>): Promise<void> {
  let told: Promise<void> = Promise.resolve();
  const beat = setInterval(() => {
    told = alive().catch(() => undefined);
  }, LEASE_MS / 6);
  beat.unref();
  try {
    await step();
  } finally {
    clearInterval(beat);
    // One that is on its way would lock what has ended.
    await told;
  }
}

/** Ends what a crash left half done. With `force` no lease of an earlier life is waited for. Answers how many. */
export async function resumeMerges(house: House, force = false): Promise<number> {
  const open = await unfinishedMerges(house.store.merges);
  for (const merge of open) {
    if (merge.state === 'planned') {
      // Nothing was moved yet and nobody was told that it would be.
      if (!force && merge.at.getTime() > house.clock.now() - LEASE_MS) continue;
      await releaseContacts(house.store.contacts, [merge.into, ...merge.from.map(({ id }) => id)], merge._id);
      await deleteMerge(house.store.merges, merge._id);
    } else {
      await carryOn(house, merge._id, force).catch((error: unknown) => {
        house.log.error({ err: error, merge: merge._id }, 'a merge could not be carried on; trying again');
      });
    }
  }
  return open.length;
}

/** Waits until a merge that another process carries on has ended. */
export async function ended(house: House, id: string, waitMs: number): Promise<MergeDoc | null> {
  for (const until = Date.now() + waitMs; ; ) {
    const merge = await mergeById(house.store.merges, id);
    if (merge === null || merge.state === 'done' || merge.state === 'undone' || Date.now() > until)
      return merge;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Carries on what crashed processes left, at the start and every few seconds. */
export function createMergeClock(house: House, alone: boolean): { start(): void; stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  const look = (force: boolean) => {
    running = running.then(() =>
      resumeMerges(house, force).catch((error: unknown) =>
        house.log.warn({ err: error }, 'resuming merges failed'),
      ),
    );
  };
  return {
    start() {
      look(alone);
      timer ??= setInterval(() => look(false), EVERY_MS);
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await running;
    },
  };
}
