import type { Runner } from '../accounts/runner.ts';
import type { StandingWatch } from '../accounts/standing.ts';
import type { Bot } from '../bot/engine.ts';
import type { Counts } from '../conversations/counts.ts';
import type { House } from '../house.ts';
import type { Ingest } from '../ingest/ingest.ts';
import type { Today } from '../routing/today.ts';
import type { Throttle } from '../users/throttle.ts';
import type { Visitors } from '../users/visitors.ts';

/** What the doors call besides the house; the composition root puts the rooms in. */
export interface Doors {
  house: House;
  /** The service's own version. */
  version: string;
  counts: Counts;
  today: Today;
  ingest: Ingest;
  bot: Bot;
  throttle: Throttle;
  visitors: Visitors;
  runner: Pick<Runner, 'restart' | 'adapterOf'>;
  live: Live;
  standing: StandingWatch;
}

/** The socket side, as far as HTTP handlers have to tell it something. */
export interface Live {
  /** Ends what these credentials opened, in every process: sockets, and what is remembered of who asked. */
  end(credentials: readonly string[]): void;
}
