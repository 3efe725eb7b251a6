import type { Catalog } from '../catalog/catalog.ts';
import { CommandError } from '../errors.ts';
import type { Kv } from '../kv/kv.ts';

/** A transaction takes no more jobs after this time, so that reads between transactions do not wait. */
const TURN_MILLISECONDS = 12;

/** This much is taken even then: on a machine with too much to do the clock runs on while nothing is done. */
const AT_LEAST = 64;
const AT_MOST_MILLISECONDS = 40;

/** A job of more statements lets lighter ones go first, once: who waits for one document is served at once. */
const LIGHT = 64;

interface Job {
  readonly run: () => unknown;
  readonly statements: number;
  passed: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown };

/** A failed commit as the client sees it: a full disk has MongoDB's own code. */
function commitError(error: unknown): CommandError {
  const text = error instanceof Error ? error.message : String(error);
  const full = /no space|ENOSPC|MAP_FULL|mapsize|disk|quota/i.test(text);
  if (full) return new CommandError(14031, `The data folder cannot take more: ${text}. Nothing was written.`);
  return new CommandError(8, `The store could not write: ${text}. Nothing was written.`);
}

/**
 * Group commit: jobs queue up while the group before them goes to the disk; then all of them run as one group and are
 * answered when that is on disk. A job must check everything that can be refused (CommandError) before its first put of
 * a document, and may be run a second time when a neighbour in its group failed unexpectedly.
 */
export class Writer {
  private readonly kv: Kv;
  private readonly catalog: Catalog;
  private queue: Job[] = [];
  private scheduled = false;
  private closing = false;
  private idle: (() => void) | undefined;

  constructor(kv: Kv, catalog: Catalog) {
    this.kv = kv;
    this.catalog = catalog;
  }

  /** Runs the job in one of the next transactions; resolves when that is on disk. `statements`: how long it may be. */
  run<T>(job: () => T, statements = 1): Promise<T> {
    if (this.closing) return Promise.reject(new CommandError(91, 'The store is shutting down'));
    return new Promise<T>((resolve, reject) => {
      this.queue.push({
        run: job,
        statements,
        passed: false,
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      this.schedule();
    });
  }

  /** Refuses new jobs and resolves when the queued ones are done. */
  async close(): Promise<void> {
    this.closing = true;
    if (!this.scheduled) return;
    await new Promise<void>((resolve) => {
      this.idle = resolve;
    });
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => void this.turn());
  }

  private async turn(): Promise<void> {
    await this.kv.room();
    const jobs = lightFirst(this.queue);
    this.queue = [];
    const done = await this.commit(jobs);
    this.queue = [...jobs.slice(done), ...this.queue];
    this.scheduled = false;
    if (this.queue.length > 0) this.schedule();
    else this.idle?.();
  }

  /** Commits as many of the jobs as fit into a turn; returns how many were answered. */
  private async commit(jobs: readonly Job[]): Promise<number> {
    const outcomes: Outcome[] = [];
    let unexpected = false;
    try {
      await this.kv.commit(() => {
        const begun = performance.now();
        let statements = 0;
        for (const job of jobs) {
          const allowed = statements < AT_LEAST ? AT_MOST_MILLISECONDS : TURN_MILLISECONDS;
          if (outcomes.length > 0 && performance.now() - begun > allowed) break;
          statements += job.statements;
          unexpected = true;
          outcomes.push(runJob(job));
          unexpected = false;
        }
        this.catalog.flush();
      });
      this.catalog.settled();
    } catch (error) {
      this.catalog.load();
      if (!unexpected || outcomes.length > 0)
        return this.retryOneByOne(jobs, outcomes.length, unexpected, error);
      jobs[0]?.reject(commitError(error));
      return 1;
    }
    outcomes.forEach((outcome, at) => {
      const job = jobs[at];
      if (outcome.ok) job?.resolve(outcome.value);
      else job?.reject(outcome.error);
    });
    return outcomes.length;
  }

  /** After a job failed half way its neighbours get transactions of their own; after a failed commit nobody does. */
  private async retryOneByOne(
    jobs: readonly Job[],
    ran: number,
    unexpected: boolean,
    error: unknown,
  ): Promise<number> {
    if (!unexpected) {
      for (const job of jobs.slice(0, ran)) job.reject(commitError(error));
      return ran;
    }
    for (const job of jobs.slice(0, ran + 1)) await this.commit([job]);
    return ran + 1;
  }
}

function lightFirst(jobs: readonly Job[]): Job[] {
  const first: Job[] = [];
  const later: Job[] = [];
  for (const job of jobs) (job.passed || job.statements <= LIGHT ? first : later).push(job);
  for (const job of later) job.passed = first.length > 0;
  return [...first, ...later];
}

function runJob(job: Job): Outcome {
  try {
    return { ok: true, value: job.run() };
  } catch (error) {
    if (error instanceof CommandError) return { ok: false, error };
    throw error;
  }
}
