import type { ChannelCounts, ChannelState } from '../../channels/contract.ts';
import { channelName } from '../../channels/ids.ts';
import type { House } from '../house.ts';
import { type AccountDoc, type AccountHealth, changeAccountDoc } from '../store/accounts.ts';
import { announceAccount } from './change.ts';

/** How often "last message" moves at most, in milliseconds; screens do not need every one. */
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

/** Counts move at most this often, in milliseconds, except to and from zero. */
const COUNT_MS = 5_000;

export function createHealthKeeper(house: House, account: AccountDoc): HealthKeeper {
  const keepsMs = house.registry.get(channelName(account.channel))?.codec.capabilities.keepsMs;
  let known: AccountDoc = account;
  let pending: Partial<AccountDoc> = {};
  let writing: Promise<void> | undefined;
  let touchedAt = 0;
  let countedAt = 0;
  let laggedAt = 0;

  function save(set: Partial<AccountDoc>): void {
    Object.assign(pending, set);
    writing ??= write().catch((error: unknown) => {
      house.log.warn({ err: error, account: account._id }, 'the health of an account was not stored');
    });
  }

  async function write(): Promise<void> {
    try {
      while (Object.keys(pending).length > 0) {
        const set = pending;
        pending = {};
        const after = await changeAccountDoc(house.store.accounts, account._id, set);
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
      const now = house.clock.now();
      const before = pending.counts ?? known.counts ?? {};
      const waits = (facts.pending ?? 0) > 0;
      const turned = waits !== (before.behindSince !== undefined);
      if (!turned && now - countedAt < COUNT_MS) return;
      const counts: NonNullable<AccountDoc['counts']> = { ...facts };
      if (waits) counts.behindSince = before.behindSince ?? new Date(now);
      if (JSON.stringify(counts) === JSON.stringify(before)) return;
      countedAt = now;
      save({ counts });
    },
    late(seconds) {
      const now = house.clock.now();
      const before = pending.lag ?? known.lag ?? 0;
      if (now - laggedAt < TOUCH_MS || Math.abs(before - seconds) < 2) return;
      laggedAt = now;
      save({ lag: seconds });
    },
    heard() {
      const now = house.clock.now();
      if (now - touchedAt < TOUCH_MS) return;
      touchedAt = now;
      save({ lastInboundAt: new Date(now) });
    },
    async flush() {
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
