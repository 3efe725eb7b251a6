import type { ChannelCounts, ChannelState } from '../../channels/contract.ts';
import { channelName } from '../../channels/ids.ts';
import type { House } from '../house.ts';
import { type AccountDoc, type AccountHealth, changeAccountDoc } from '../store/accounts.ts';
import { announceAccount } from './change.ts';

/** How often what moves with every message is stored at most, in milliseconds; screens do not need each of its states. */
const TOUCH_MS = 5_000;

/** Keeps what an account's adapter says of itself, the last word winning. */
export interface HealthKeeper {
  report(state: ChannelState): void;
  learn(facts: { self?: string; name?: string; aliases?: string[] }): void;
  /** The network has counted. */
  count(facts: ChannelCounts): void;
  /** The newest message came so late, in seconds. */
  late(seconds: number): void;
  /** A message came in just now. */
  heard(): void;
  /** Resolves when everything said so far is stored. */
  flush(): Promise<void>;
}

export function createHealthKeeper(house: House, account: AccountDoc): HealthKeeper {
  const keepsMs = house.registry.get(channelName(account.channel))?.codec.capabilities.keepsMs;
  let known: AccountDoc = account;
  let pending: Partial<AccountDoc> = {};
  let writing: Promise<void> | undefined;
  /** What moves with every message and waits for its time; the newest of each. */
  let moved: Partial<AccountDoc> = {};
  let nextTouch: NodeJS.Timeout | undefined;

  function save(set: Partial<AccountDoc>): void {
    Object.assign(pending, moved, set);
    moved = {};
    writing ??= write().catch((error: unknown) => {
      house.log.warn({ err: error, account: account._id }, 'the health of an account was not stored');
    });
  }

  /** The first at once, what comes in the next seconds together after them. */
  function touch(set: Partial<AccountDoc>): void {
    Object.assign(moved, set);
    if (nextTouch !== undefined) return;
    save({});
    nextTouch = setTimeout(touched, TOUCH_MS).unref();
  }

  function touched(): void {
    nextTouch = undefined;
    if (Object.keys(moved).length > 0) touch({});
  }

  async function write(): Promise<void> {
    try {
      while (Object.keys(pending).length > 0) {
        const set = pending;
        pending = {};
        // What was said of it as it was configured before would stand for ever, say beside one that is switched off.
        const { _id, configured } = account;
        const after = await changeAccountDoc(house.store.accounts, _id, set, { configured });
        if (after === null) return;
        known = after;
        await announceAccount(house, after);
      }
    } finally {
      writing = undefined;
    }
  }

  return {
    report(state) {
      const before = pending.health ?? known.health;
      const health = healthOf(state, before, new Date(house.clock.now()), keepsMs);
      if (!same(before, health)) save({ health });
    },
    learn({ self, name, aliases }) {
      const set: Partial<AccountDoc> = {};
      if (self !== undefined && self !== known.self) set.self = self;
      if (name !== undefined && known.name === '') set.name = name;
      if (aliases !== undefined && aliases.join() !== known.aliases.join()) set.aliases = aliases;
      if (Object.keys(set).length > 0) save(set);
    },
    count(facts) {
      const before = moved.counts ?? pending.counts ?? known.counts ?? {};
      const counts: NonNullable<AccountDoc['counts']> = { ...facts };
      if ((facts.pending ?? 0) > 0) counts.behindSince = before.behindSince ?? new Date(house.clock.now());
      if (JSON.stringify(counts) !== JSON.stringify(before)) touch({ counts });
    },
    late(seconds) {
      const before = moved.lag ?? pending.lag ?? known.lag ?? 0;
      if (Math.abs(before - seconds) >= 2) touch({ lag: seconds });
    },
    heard: () => touch({ lastInboundAt: new Date(house.clock.now()) }),
    async flush() {
      clearTimeout(nextTouch);
      nextTouch = undefined;
      if (Object.keys(moved).length > 0) save({});
      await writing;
    },
  };
}

function healthOf(
  state: ChannelState,
  before: AccountHealth,
  now: Date,
  keepsMs: number | undefined,
): AccountHealth {
  const since = before.state === state.state ? before.since : now;
  switch (state.state) {
    case 'online':
      return { state: 'online', since };
    case 'connecting': {
      // A try is no end of the trouble.
      const { downSince, dropsAt } = before;
      return { state: 'connecting', since, ...(downSince && { downSince }), ...(dropsAt && { dropsAt }) };
    }
    case 'degraded':
      return {
        ...down(before, new Date(state.since), keepsMs),
        state: 'degraded',
        since: new Date(state.since),
        error: state.error,
        detail: state.detail,
        nextTryAt: new Date(state.nextTryAt),
      };
    case 'blocked':
      return {
        ...down(before, since, keepsMs),
        state: 'blocked',
        since,
        error: state.error,
        detail: state.detail,
        action: state.action,
      };
  }
}

function down(before: AccountHealth, since: Date, keepsMs: number | undefined) {
  const downSince = before.downSince ?? since;
  if (keepsMs === undefined) return { downSince };
  return { downSince, dropsAt: new Date(downSince.getTime() + keepsMs) };
}

function same(one: AccountHealth, other: AccountHealth): boolean {
  return (
    one.state === other.state &&
    one.error === other.error &&
    one.detail === other.detail &&
    one.action === other.action &&
    one.nextTryAt?.getTime() === other.nextTryAt?.getTime()
  );
}
